using System.Net;
using System.Text.Json.Nodes;
using Muster.GraphEmulator.Tests.Running;

namespace Muster.GraphEmulator.Tests.Writing;

/// <summary>Short ways to change a tenant over HTTP.</summary>
internal static class Writer
{
    public static readonly string[] All =
    [
        "User.ReadWrite.All",
        "Group.ReadWrite.All",
        "Member.Read.Hidden",
        "RoleManagement.ReadWrite.Directory",
        "Directory.Read.All",
    ];

    public static Task<TestEmulator> StartAsync(TestHistory history, params string[] permissions) =>
        TestEmulator.StartAsync(
            history,
            // Outlives the days that tests let pass.
            new() { Permissions = permissions.Length > 0 ? permissions : All, AccessTokenLife = TimeSpan.FromDays(365) }
        );

    /// <summary>The status, and the body as far as there is one.</summary>
    public static async Task<(int Status, JsonObject Body)> DoAsync(
        this TestEmulator emulator,
        string method,
        string path,
        JsonNode? body = null
    )
    {
        using var response = await emulator.SendAsync(new(method), path, body);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, text.Length == 0 ? [] : JsonNode.Parse(text)!.AsObject());
    }

    /// <summary>Status, code and message of a change that is not made.</summary>
    public static async Task<(int Status, string Code, string Message)> RefusedAsync(
        this TestEmulator emulator,
        string method,
        string path,
        JsonNode? body = null
    )
    {
        var (status, answer) = await emulator.DoAsync(method, path, body);
        Assert.True(answer["error"] is not null, $"{method} {path} answered {(HttpStatusCode)status}: {answer.ToJsonString()}");
        return (status, answer["error"]!.AsObject().Text("code"), answer["error"]!.AsObject().Text("message"));
    }

    public static async Task DoneAsync(this TestEmulator emulator, string method, string path, JsonNode? body = null)
    {
        var (status, answer) = await emulator.DoAsync(method, path, body);
        Assert.True(status == 204, $"{method} {path} answered {status}: {answer.ToJsonString()}");
    }

    public static JsonObject Reference(int id) => Reference(TestHistory.Id(id).ToString());

    public static JsonObject Reference(string id) => new() { ["@odata.id"] = Link(id) };

    public static JsonArray Links(params int[] ids) => [.. ids.Select(id => (JsonNode)Link(TestHistory.Id(id).ToString()))];

    public static JsonObject NewUser(string name) =>
        new()
        {
            ["accountEnabled"] = true,
            ["displayName"] = name,
            ["mailNickname"] = name,
            ["userPrincipalName"] = $"{name}@contoso.com",
            ["passwordProfile"] = new JsonObject { ["password"] = "xWwvJ]6NMw+bWH-d", ["forceChangePasswordNextSignIn"] = true },
        };

    public static JsonObject NewGroup(string name) =>
        new()
        {
            ["displayName"] = name,
            ["mailEnabled"] = false,
            ["mailNickname"] = name,
            ["securityEnabled"] = true,
        };

    public static JsonObject NewTeam(string name)
    {
        var body = NewGroup(name);
        body["groupTypes"] = new JsonArray("Unified");
        body["mailEnabled"] = true;
        body["securityEnabled"] = false;
        return body;
    }

    private static string Link(string id) => $"https://graph.microsoft.com/v1.0/directoryObjects/{id}";
}
