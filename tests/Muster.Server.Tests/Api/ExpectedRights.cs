using Muster.Server.Access;

namespace Muster.Server.Tests.Api;

/// <summary>One endpoint.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Path">Its address.</param>
/// <param name="Right">What it needs.</param>
/// <param name="Body">A body that can be read; null for an empty object.</param>
/// <param name="Query">Parameters without which it cannot be asked.</param>
internal sealed record ExpectedRight(string Method, string Path, Right Right, string? Body = null, string Query = "");

/// <summary>What every endpoint needs, and who has it: written down a second time, so that a slip on one side shows.</summary>
internal static class ExpectedRights
{
    private const string Reason = """{"reason":"test"}""";
    private const string Values = """{"values":{}}""";
    private const string NewConnection = """{"name":"x","tenantId":"x","clientId":"x"}""";

    public static readonly Dictionary<Right, string[]> Holders = new()
    {
        [Right.SignedIn] = ["None", "Auditor", "Operator", "Administrator", "Owner"],
        [Right.Read] = ["Auditor", "Operator", "Administrator", "Owner"],
        [Right.ReadAudit] = ["Auditor", "Operator", "Administrator", "Owner"],
        [Right.Export] = ["Auditor", "Operator", "Administrator", "Owner"],
        [Right.Plan] = ["Operator", "Administrator", "Owner"],
        [Right.Apply] = ["Operator", "Administrator", "Owner"],
        [Right.Operate] = ["Operator", "Administrator", "Owner"],
        [Right.Tokens] = ["Operator", "Administrator", "Owner"],
        [Right.Approve] = ["approver", "Administrator", "Owner"],
        [Right.Configure] = ["Administrator", "Owner"],
        [Right.ConfigureGuards] = ["Administrator", "Owner"],
        [Right.Credentials] = ["Administrator", "Owner"],
        [Right.People] = ["Owner"],
    };

    public static readonly ExpectedRight[] Table =
    [
        new("GET", "/api/v1/me", Right.SignedIn),
        new("GET", "/api/v1/status", Right.Read),
        new("GET", "/api/v1/work", Right.Read),
        new("GET", "/api/v1/work/{number}", Right.Read),
        new("GET", "/api/v1/work/{number}/events", Right.Read),
        new("POST", "/api/v1/work/{number}/stop", Right.Apply),
        new("GET", "/api/v1/users", Right.Read),
        new("GET", "/api/v1/users/{user}", Right.Read),
        new("GET", "/api/v1/groups", Right.Read),
        new("GET", "/api/v1/groups/{key:int}", Right.Read),
        new("GET", "/api/v1/groups/{key:int}/members", Right.Read),
        new("POST", "/api/v1/sync", Right.Apply),
        new("GET", "/api", Right.SignedIn),
        new("GET", "/api/v1/openapi.json", Right.SignedIn),
        new("GET", "/api/v1/connections", Right.Read),
        new("POST", "/api/v1/connections", Right.Credentials, NewConnection),
        new("GET", "/api/v1/connections/{name}", Right.Read),
        new("PATCH", "/api/v1/connections/{name}", Right.Credentials),
        new("DELETE", "/api/v1/connections/{name}", Right.Configure),
        new("POST", "/api/v1/connections/{name}/test", Right.Plan),
        new("GET", "/api/v1/connections/{name}/import-rule", Right.Read),
        new("POST", "/api/v1/connections/{name}/import-rule/preview", Right.Read),
        new("POST", "/api/v1/connections/{name}/import", Right.Configure),
        new("GET", "/api/v1/plans", Right.Read),
        new("POST", "/api/v1/plans", Right.Plan),
        new("GET", "/api/v1/plans/{id:long}", Right.Read),
        new("GET", "/api/v1/plans/{id:long}/steps", Right.Read),
        new("POST", "/api/v1/plans/{id:long}/apply", Right.Apply, Reason),
        new("POST", "/api/v1/plans/{id:long}/approve", Right.Approve, Reason),
        new("POST", "/api/v1/plans/{id:long}/discard", Right.Plan, Reason),
        new("POST", "/api/v1/plans/{id:long}/cut", Right.Plan),
        new("GET", "/api/v1/runs", Right.Read),
        new("GET", "/api/v1/runs/{id:long}", Right.Read),
        new("POST", "/api/v1/runs/{id:long}/approve", Right.Approve, Reason),
        new("POST", "/api/v1/runs/{id:long}/reject", Right.Approve, Reason),
        new("POST", "/api/v1/runs/undo", Right.Operate),
        new("POST", "/api/v1/runs/undo/preview", Right.Read),
        new("GET", "/api/v1/directory-groups", Right.Read),
        new("POST", "/api/v1/groups", Right.Operate, """{"name":"x"}"""),
        new("POST", "/api/v1/groups/from-directory", Right.Operate),
        new("PATCH", "/api/v1/groups/{key:int}", Right.Operate, Values),
        new("POST", "/api/v1/groups/{key:int}/link", Right.Operate, """{"to":"x"}"""),
        new("POST", "/api/v1/groups/{key:int}/unlink", Right.Operate),
        new("POST", "/api/v1/groups/{key:int}/resume", Right.Operate),
        new("POST", "/api/v1/groups/{key:int}/retire", Right.Operate, """{"confirm":"x"}"""),
        new("GET", "/api/v1/settings", Right.Read),
        new("PUT", "/api/v1/settings", Right.ConfigureGuards, Values),
        new("GET", "/api/v1/connections/{name}/settings", Right.Read),
        new("PUT", "/api/v1/connections/{name}/settings", Right.Configure, Values),
        new("GET", "/api/v1/connections/{name}/guard-rails", Right.Read),
        new("PUT", "/api/v1/connections/{name}/guard-rails", Right.ConfigureGuards, Values),
        new("GET", "/api/v1/problems", Right.Read),
        new("GET", "/api/v1/problems/{id:long}", Right.Read),
        new("POST", "/api/v1/problems/{id:long}/snooze", Right.Operate, """{"until":"2999-01-01T00:00:00Z","reason":"test"}"""),
        new("POST", "/api/v1/problems/{id:long}/wake", Right.Operate),
        new("GET", "/api/v1/exceptions", Right.Read),
        new("POST", "/api/v1/exceptions", Right.Operate, """{"group":1,"user":"x","kind":"include","reason":"test"}"""),
        new("GET", "/api/v1/exceptions/{id:long}", Right.Read),
        new("PATCH", "/api/v1/exceptions/{id:long}", Right.Operate, """{"until":null}"""),
        new("POST", "/api/v1/exceptions/{id:long}/end", Right.Operate, Reason),
        new("GET", "/api/v1/explain", Right.Read, Query: "&user=x&group=1"),
        new("GET", "/api/v1/audit", Right.ReadAudit),
        new("POST", "/api/v1/audit/verify", Right.ReadAudit),
        new("GET", "/api/v1/tokens", Right.Tokens),
        new("POST", "/api/v1/tokens", Right.Tokens, """{"name":"x","scope":"auditor","expiresAt":"2999-01-01T00:00:00Z"}"""),
        new("POST", "/api/v1/tokens/{id:guid}/revoke", Right.Tokens),
        new("GET", "/api/v1/export/state", Right.Export),
    ];
}
