using System.Collections.Concurrent;
using System.Net;
using System.Text.RegularExpressions;
using Muster.Testing;

namespace Muster.Server.Tests.Api;

/// <summary>Who has a role for one connection sees and does what it says there, and nothing elsewhere: every endpoint, every role, own and other connection.</summary>
[Collection(TwoDirectoriesRig.Name)]
public sealed partial class ConnectionRoleTests(TwoDirectoriesRig rig)
{
    [Fact]
    public async Task Every_endpoint_knows_the_own_connection_from_another_and_that_from_none_at_all_for_nobody()
    {
        var wrong = new ConcurrentBag<string>();
        await Parallel.ForEachAsync(
            TwoDirectoriesRig.Callers,
            async (caller, _) =>
            {
                using var http = await rig.AsAsync(caller);
                foreach (var row in ExpectedRights.Table)
                {
                    var own = await AskAsync(http, row, "corp");
                    if (own.Outcome != Expected(caller, row))
                        wrong.Add($"{caller} {row.Method} {row.Path}: {own.Outcome}, not {Expected(caller, row)}");
                    if (ExpectedRights.ScopeOf(row) is not (Scope.Thing or Scope.List))
                        continue;
                    var (other, none) = (await AskAsync(http, row, "lab"), await AskAsync(http, row, null));
                    if (other != none)
                        wrong.Add($"{caller} {row.Method} {row.Path}: the other connection answers {other}, nothing at all {none}");
                    // What may be done nowhere is refused before a body is looked at.
                    if (
                        Names(row)
                        && other.Outcome != "missing"
                        && !(own.Outcome == "forbidden" && other.Outcome == "forbidden" && IsInBody(row))
                    )
                        wrong.Add($"{caller} {row.Method} {row.Path}: {other.Outcome} for the other connection");
                }
            }
        );
        Assert.True(wrong.IsEmpty, string.Join('\n', wrong.Order(StringComparer.Ordinal)));
    }

    /// <summary>Asks for something of a connection, or for something that never was.</summary>
    private async Task<(string Outcome, string Body)> AskAsync(HttpClient http, ExpectedRight row, string? connection)
    {
        var of = connection is null ? null : rig.Two.Of[connection];
        string Number(long? number) => (number ?? 999999999).ToString(System.Globalization.CultureInfo.InvariantCulture);
        var (name, user) = (connection ?? "nosuch", connection is null ? "nobody@example.com" : TenantStory.Upn($"{connection}-1"));
        string Value(string kind) =>
            kind switch
            {
                "connections" => name,
                "groups" => Number(of?.Crew),
                "plans" => Number(of?.Plan),
                "runs" => Number(of?.Run),
                "problems" => Number(of?.Problem),
                "exceptions" => Number(of?.Exception),
                "requests" => Number(connection is null ? null : rig.Requests[connection]),
                "work" => Number(connection is null ? null : rig.Work[connection]),
                "previews" => Number(connection is null ? null : rig.Previews[connection]),
                "users" => user,
                "comparisons" => "1",
                _ => $"{Guid.Empty}",
            };
        var parts = row.Path.Split('/');
        for (var at = 1; at < parts.Length; at++)
            if (parts[at].StartsWith('{'))
                parts[at] = Value(parts[at - 1]);
        var query = row
            .Query.Replace("group=1", $"group={Number(of?.Crew)}", StringComparison.Ordinal)
            .Replace("user=x", $"user={user}", StringComparison.Ordinal);
        if (row.Path == "/api/v1/directory-groups")
            query += $"&connection={name}";
        var body = ExpectedRights
            .Bodies.GetValueOrDefault($"{row.Method} {row.Path}", row.Body ?? "{}")
            .Replace("\"CONNECTION\"", $"\"{name}\"", StringComparison.Ordinal)
            .Replace("\"group\":1", $"\"group\":{Number(of?.Crew)}", StringComparison.Ordinal)
            .Replace("\"RUN\"", Number(of?.Run), StringComparison.Ordinal)
            .Replace("\"user\":\"x\"", $"\"user\":\"{user}\"", StringComparison.Ordinal);
        using var answer = await http.SendAsync(
            row.Method,
            $"{string.Join('/', parts)}?noSuchParameter=1{query}",
            row.Method == "GET" ? null : body
        );
        var isProblem = answer.Content.Headers.ContentType?.MediaType == "application/problem+json";
        var text = isProblem ? await answer.Content.ReadAsStringAsync(Tests.Token) : "";
        var outcome = answer.StatusCode switch
        {
            HttpStatusCode.Forbidden when text.Contains("\"forbidden\"", StringComparison.Ordinal) => "forbidden",
            HttpStatusCode.NotFound => "missing",
            HttpStatusCode.BadRequest when text.Contains("\"invalidRequest\"", StringComparison.Ordinal) => "in",
            HttpStatusCode.OK => "in",
            HttpStatusCode.Redirect when row.Path == "/api" => "in",
            var code => $"{code} {text}",
        };
        string[] told = [user, name, .. new[] { "groups", "plans", "runs", "problems", "exceptions", "requests", "work" }.Select(Value)];
        foreach (var word in told)
            text = Regex.Replace(text, $@"\b{Regex.Escape(word)}\b", "…");
        return (outcome, Traces().Replace(text, ""));
    }

    /// <summary>Whether what is asked for names something of a connection, in its address, query or body.</summary>
    private static bool Names(ExpectedRight row) =>
        ExpectedRights.ScopeOf(row) == Scope.Thing
        || IsInBody(row)
        || row.Query.Contains("group=1", StringComparison.Ordinal)
        || row.Path == "/api/v1/directory-groups";

    private static bool IsInBody(ExpectedRight row) => ExpectedRights.Bodies.ContainsKey($"{row.Method} {row.Path}");

    private static string Expected(string caller, ExpectedRight row)
    {
        var scope = ExpectedRights.ScopeOf(row);
        if (scope == Scope.Everybody)
            return "in";
        if (caller == "manager")
            return ExpectedRights.OwnersMay.Contains($"{row.Method} {row.Path}") ? "in" : "missing";
        var holders = ExpectedRights.Holders[row.Right];
        var may =
            holders.Contains(caller.Split('.')[0])
            || (caller.EndsWith("approver", StringComparison.Ordinal) && holders.Contains("approver"));
        return scope != Scope.Workspace && may ? "in" : "forbidden";
    }

    [GeneratedRegex("\"(traceId|instance)\":\"[^\"]*\",?")]
    private static partial Regex Traces();
}
