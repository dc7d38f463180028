// A test in Java 17 with the JDK alone: `java SignUp.java`. In JUnit, the inbox of each test goes into @BeforeEach, and a
// JSON library reads the answers. RESTANTE_URL says where the server is.
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Optional;
import java.util.regex.Pattern;

public class SignUp {
    static final String URL = Optional.ofNullable(System.getenv("RESTANTE_URL")).orElse("http://127.0.0.1:8025/");
    static final HttpClient HTTP = HttpClient.newHttpClient();

    /** Asks Restante; a refusal becomes an exception with Restante's own words. */
    static String call(String method, String path, String token, String json) throws Exception {
        var body = json == null ? BodyPublishers.noBody() : BodyPublishers.ofString(json);
        var request = HttpRequest.newBuilder(URI.create(URL + path)).method(method, body);
        if (json != null) request.header("Content-Type", "application/json");
        if (token != null) request.header("Authorization", "Bearer " + token);
        var answer = HTTP.send(request.build(), BodyHandlers.ofString());
        if (answer.statusCode() >= 300)
            throw new AssertionError(method + " " + path + ": " + answer.statusCode() + " " + answer.body());
        return answer.body();
    }

    /** A field of text in JSON. */
    static String field(String json, String name) {
        var found = Pattern.compile("\"" + name + "\":\"([^\"]*)\"").matcher(json);
        if (!found.find()) throw new AssertionError("no " + name + " in " + json);
        return found.group(1);
    }

    /** In the place of the application that is tested, which sends by SMTP. */
    static void signUp(String address) throws Exception {
        call("POST", "api/messages", null, """
            { "from": "shop@shop.example", "to": "%s", "subject": "Welcome, Ann",
              "text": "Your verification code is 482913." }""".formatted(address));
    }

    public static void main(String[] args) throws Exception {
        var inbox = call("POST", "api/inboxes", null, null); // an address, and a token that sees nothing else
        var token = field(inbox, "token");
        try {
            signUp(field(inbox, "address"));

            var mail = call("GET", "api/messages/wait?subject=Welcome&timeout=10s", token, null);
            var code = field(mail, "code");
            if (!code.equals("482913")) throw new AssertionError("the code is " + code);

            var verdict = call("POST", "api/messages/assert", token, """
                { "expect": { "subject": { "matches": "^Welcome" }, "text": "verification" } }""");
            if (!verdict.contains("\"pass\":true")) throw new AssertionError(verdict);
        } finally {
            call("DELETE", "api/inboxes/" + field(inbox, "id"), token, null);
        }
        System.out.println("signing up sends a code: fine");
    }
}
