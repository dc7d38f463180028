#!/bin/sh
# A test in a shell, with curl alone. RESTANTE_URL, SMTP_HOST and SMTP_PORT say where the server is.
set -eu
url=${RESTANTE_URL:-http://127.0.0.1:8025/}

# An inbox for this test: its address, and a token that sees nothing else.
inbox=$(curl -fsS -X POST "${url}api/inboxes")
field() { printf %s "$inbox" | sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p"; }
as_inbox() { curl -fsS -H "Authorization: Bearer $(field token)" "$@"; }
trap 'as_inbox -X DELETE "${url}api/inboxes/$(field id)"' EXIT

# In the place of the application that is tested: it sends a mail by SMTP.
printf '%s\n' 'From: shop@shop.example' "To: $(field address)" 'Subject: Welcome, Ann' '' \
  'Your verification code is 482913.' |
  curl -fsS "smtp://${SMTP_HOST:-127.0.0.1}:${SMTP_PORT:-1025}" --mail-from shop@shop.example \
    --mail-rcpt "$(field address)" --upload-file -

# Answers the moment the mail is there.
as_inbox "${url}api/messages/wait?subject=Welcome&timeout=10s" | grep -q '"code":"482913"'

# And what must be so of it; an answer with "pass":false says what is not.
verdict=$(as_inbox -H 'Content-Type: application/json' "${url}api/messages/assert" \
  -d '{ "expect": { "subject": { "matches": "^Welcome" }, "text": "verification" } }')
case $verdict in *'"pass":true'*) echo 'signing up sends a code: fine' ;; *) echo "$verdict" >&2; exit 1 ;; esac
