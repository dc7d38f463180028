<?php
// A test in PHP without packages; in PHPUnit, restante() and the inbox of each test go into setUp().
// RESTANTE_URL says where the server is.

function restante(string $method, string $path, ?string $token = null, ?array $body = null): ?array
{
    $headers = $token === null ? [] : ["Authorization: Bearer $token"];
    if ($body !== null) {
        $headers[] = 'Content-Type: application/json';
    }
    $http = ['method' => $method, 'header' => $headers, 'ignore_errors' => true, 'timeout' => 60];
    if ($body !== null) {
        $http['content'] = json_encode($body);
    }
    $url = (getenv('RESTANTE_URL') ?: 'http://127.0.0.1:8025/') . $path;
    $answer = file_get_contents($url, false, stream_context_create(['http' => $http]));
    // A refusal says why: an answer to a wait lists what came, and why it was not that.
    if (!preg_match('/ 2\d\d /', $http_response_header[0] . ' ')) {
        throw new RuntimeException("$method $path: {$http_response_header[0]} $answer");
    }
    return json_decode($answer, true);
}

$inbox = restante('POST', 'api/inboxes'); // an address, and a token that sees nothing else
try {
    // In the place of the application that is tested, which sends by SMTP.
    restante('POST', 'api/messages', null, [
        'from' => 'shop@shop.example',
        'to' => $inbox['address'],
        'subject' => 'Welcome, Ann',
        'text' => 'Your verification code is 482913.',
    ]);

    $query = http_build_query(['subject' => 'Welcome', 'timeout' => '10s']);
    $mail = restante('GET', "api/messages/wait?$query", $inbox['token'])['messages'][0];
    if ($mail['code'] !== '482913') {
        throw new RuntimeException("the code is {$mail['code']}");
    }

    $expect = ['subject' => ['matches' => '^Welcome'], 'text' => 'verification'];
    $verdict = restante('POST', 'api/messages/assert', $inbox['token'], ['expect' => $expect]);
    if (!$verdict['pass']) {
        throw new RuntimeException(json_encode($verdict['checks'], JSON_PRETTY_PRINT));
    }
} finally {
    restante('DELETE', "api/inboxes/{$inbox['id']}", $inbox['token']);
}
echo "signing up sends a code: fine\n";
