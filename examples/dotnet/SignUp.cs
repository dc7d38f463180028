// A test in C# with .NET alone: `dotnet run`. In xUnit, the inbox of each test goes into InitializeAsync.
// RESTANTE_URL, SMTP_HOST and SMTP_PORT say where the server is.
using System;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Net.Mail;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;

public static class SignUp
{
    static string Env(string name, string fallback) => Environment.GetEnvironmentVariable(name) ?? fallback;

    static readonly HttpClient Http = new() { BaseAddress = new Uri(Env("RESTANTE_URL", "http://127.0.0.1:8025/")) };

    /// <summary>Asks Restante; a refusal becomes an exception with Restante's own words.</summary>
    static async Task<JsonElement> Call(HttpMethod method, string path, string? token = null, string? json = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (json != null) request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        if (token != null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await Http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        if (!answer.IsSuccessStatusCode) throw new Exception($"{method} {path}: {(int)answer.StatusCode} {text}");
        return text == "" ? default : JsonDocument.Parse(text).RootElement;
    }

    /// <summary>In the place of the application that is tested: it sends a mail by SMTP.</summary>
    static void Register(string address)
    {
        using var smtp = new SmtpClient(Env("SMTP_HOST", "127.0.0.1"), int.Parse(Env("SMTP_PORT", "1025")));
        smtp.Send("shop@shop.example", address, "Welcome, Ann", "Your verification code is 482913.");
    }

    public static async Task Main()
    {
        var inbox = await Call(HttpMethod.Post, "api/inboxes"); // an address, and a token that sees nothing else
        var token = inbox.GetProperty("token").GetString();
        try
        {
            Register(inbox.GetProperty("address").GetString()!);

            var answer = await Call(HttpMethod.Get, "api/messages/wait?subject=Welcome&timeout=10s", token);
            var code = answer.GetProperty("messages")[0].GetProperty("code").GetString();
            if (code != "482913") throw new Exception($"the code is {code}");

            var verdict = await Call(HttpMethod.Post, "api/messages/assert", token,
                "{ \"expect\": { \"subject\": { \"matches\": \"^Welcome\" }, \"text\": \"verification\" } }");
            if (!verdict.GetProperty("pass").GetBoolean()) throw new Exception(verdict.GetProperty("checks").ToString());
        }
        finally
        {
            await Call(HttpMethod.Delete, $"api/inboxes/{inbox.GetProperty("id").GetString()}", token);
        }
        Console.WriteLine("signing up sends a code: fine");
    }
}
