// A test in Go with the standard library. RESTANTE_URL, SMTP_HOST and SMTP_PORT say where the server is.
package shop

import (
	"bytes"
	"cmp"
	"encoding/json"
	"io"
	"net/http"
	"net/smtp"
	"os"
	"testing"
)

// Inbox is lent to one test: an address, and a token that sees nothing else.
type Inbox struct {
	ID, Address, Token string
	t                  *testing.T
}

// newInbox lends an inbox and gives it back when the test ends.
func newInbox(t *testing.T) *Inbox {
	t.Helper()
	inbox := &Inbox{t: t}
	inbox.call("POST", "api/inboxes", nil, inbox)
	t.Cleanup(func() { inbox.call("DELETE", "api/inboxes/"+inbox.ID, nil, nil) })
	return inbox
}

// call asks Restante; a refusal fails the test with Restante's own words.
func (inbox *Inbox) call(method, path string, body, answer any) {
	inbox.t.Helper()
	var content io.Reader
	if body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			inbox.t.Fatal(err)
		}
		content = bytes.NewReader(text)
	}
	request, err := http.NewRequest(method, cmp.Or(os.Getenv("RESTANTE_URL"), "http://127.0.0.1:8025/")+path, content)
	if err != nil {
		inbox.t.Fatal(err)
	}
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	if inbox.Token != "" {
		request.Header.Set("Authorization", "Bearer "+inbox.Token)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		inbox.t.Fatal(err)
	}
	defer response.Body.Close()
	text, _ := io.ReadAll(response.Body)
	if response.StatusCode >= 300 {
		inbox.t.Fatalf("%s %s: %s %s", method, path, response.Status, text)
	}
	if answer != nil {
		if err := json.Unmarshal(text, answer); err != nil {
			inbox.t.Fatal(err)
		}
	}
}

// signUp stands for the application that is tested: it sends a mail by SMTP.
func signUp(address string) error {
	server := cmp.Or(os.Getenv("SMTP_HOST"), "127.0.0.1") + ":" + cmp.Or(os.Getenv("SMTP_PORT"), "1025")
	client, err := smtp.Dial(server)
	if err != nil {
		return err
	}
	defer client.Close()
	if err := client.Mail("shop@shop.example"); err != nil {
		return err
	}
	if err := client.Rcpt(address); err != nil {
		return err
	}
	data, err := client.Data()
	if err != nil {
		return err
	}
	io.WriteString(data, "From: shop@shop.example\r\nTo: "+address+"\r\nSubject: Welcome, Ann\r\n\r\n"+
		"Your verification code is 482913.\r\n")
	if err := data.Close(); err != nil {
		return err
	}
	return client.Quit()
}

func TestSigningUpSendsACode(t *testing.T) {
	inbox := newInbox(t)
	if err := signUp(inbox.Address); err != nil {
		t.Fatal(err)
	}

	var answer struct{ Messages []struct{ Code string } }
	inbox.call("GET", "api/messages/wait?subject=Welcome&timeout=10s", nil, &answer)
	if code := answer.Messages[0].Code; code != "482913" {
		t.Fatalf("the code is %s", code)
	}

	type object = map[string]any
	var verdict struct {
		Pass   bool
		Checks json.RawMessage
	}
	expect := object{"subject": object{"matches": "^Welcome"}, "text": "verification"}
	inbox.call("POST", "api/messages/assert", object{"expect": expect}, &verdict)
	if !verdict.Pass {
		t.Fatalf("%s", verdict.Checks)
	}
}
