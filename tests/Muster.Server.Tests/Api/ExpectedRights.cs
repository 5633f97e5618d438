using Muster.Server.Access;

namespace Muster.Server.Tests.Api;

/// <summary>One endpoint.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Path">Its address.</param>
/// <param name="Right">What it needs.</param>
/// <param name="Body">A body that can be read; null for an empty object.</param>
/// <param name="Query">Parameters without which it cannot be asked.</param>
internal sealed record ExpectedRight(string Method, string Path, Right Right, string? Body = null, string Query = "");

/// <summary>Where a role for a single connection counts.</summary>
internal enum Scope
{
    /// <summary>It needs no role.</summary>
    Everybody,

    /// <summary>Nowhere: it is about the workspace. So is whatever nobody wrote down otherwise.</summary>
    Workspace,

    /// <summary>For what belongs to the connection, named in the address.</summary>
    Thing,

    /// <summary>It shows each what they may see, or names in query or body what it is about.</summary>
    List,
}

/// <summary>What every endpoint needs, and who has it: written down a second time, so that a slip on one side shows.</summary>
internal static class ExpectedRights
{
    private const string Reason = """{"reason":"test"}""";
    private const string Person = """{"userPrincipalName":"x@example.com"}""";
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
        // The ceiling bounds Administrators. No endpoint is for it alone: those of the settings of the workspace ask for it when it changes.
        [Right.ConfigureCeiling] = ["Owner"],
        [Right.Credentials] = ["Administrator", "Owner"],
        [Right.People] = ["Owner"],
        [Right.Ask] = [],
    };

    /// <summary>Bodies of what names there which connection it is about.</summary>
    public static Dictionary<string, string> Bodies { get; } =
        new()
        {
            ["POST /api/v1/sync"] = """{"connection":"CONNECTION"}""",
            ["POST /api/v1/plans"] = """{"connection":"CONNECTION"}""",
            ["POST /api/v1/groups"] = """{"name":"x","connection":"CONNECTION"}""",
            ["POST /api/v1/groups/from-directory"] = """{"connection":"CONNECTION"}""",
            ["POST /api/v1/exceptions"] = """{"group":1,"user":"x","kind":"include","reason":"test","connection":"CONNECTION"}""",
            ["POST /api/v1/requests"] = """{"group":1,"user":"x","kind":"include","reason":"test","until":"2999-01-01T00:00:00Z"}""",
            ["POST /api/v1/runs/undo"] = """{"runs":["RUN"]}""",
            ["POST /api/v1/runs/undo/preview"] = """{"runs":["RUN"]}""",
        };

    /// <summary>What is narrowed to the connections where the caller may.</summary>
    private static readonly HashSet<string> Lists =
    [
        "GET /api/v1/status",
        "GET /api/v1/activity",
        "GET /api/v1/work",
        "GET /api/v1/users",
        "GET /api/v1/groups",
        "GET /api/v1/groups/report",
        "GET /api/v1/groups/history",
        "GET /api/v1/connections",
        "GET /api/v1/plans",
        "GET /api/v1/runs",
        "GET /api/v1/problems",
        "GET /api/v1/exceptions",
        "GET /api/v1/requests",
        "GET /api/v1/schedules",
        "GET /api/v1/explain",
        "GET /api/v1/explain/memberships",
        "GET /api/v1/directory-groups",
        "GET /api/v1/export/users",
        "GET /api/v1/export/groups",
        "GET /api/v1/export/members",
        "GET /api/v1/export/memberships",
        "GET /api/v1/export/plans",
        "GET /api/v1/export/runs",
        "GET /api/v1/export/problems",
        "GET /api/v1/export/exceptions",
        "GET /api/v1/export/requests",
        "GET /api/v1/export/candidates",
        "GET /api/v1/export/connections",
        "GET /api/v1/tokens",
        "POST /api/v1/tokens",
        "POST /api/v1/tokens/{id:guid}/revoke",
        .. Bodies.Keys,
    ];

    /// <summary>What belongs to a connection, by the beginning of its address.</summary>
    private static readonly string[] Things =
    [
        "/api/v1/connections/{",
        "/api/v1/groups/{",
        "/api/v1/plans/{",
        "/api/v1/runs/{",
        "/api/v1/problems/{",
        "/api/v1/exceptions/{",
        "/api/v1/requests/{",
        "/api/v1/work/{",
        "/api/v1/users/{",
    ];

    /// <summary>What owners of a group may for it, without any role.</summary>
    public static readonly HashSet<string> OwnersMay =
    [
        "GET /api/v1/groups/{key:int}",
        "GET /api/v1/groups/{key:int}/members",
        "GET /api/v1/groups/{key:int}/history",
        "GET /api/v1/explain",
        "GET /api/v1/explain/memberships",
        "GET /api/v1/requests",
        "POST /api/v1/requests",
        "GET /api/v1/requests/{id:long}",
        "POST /api/v1/requests/{id:long}/withdraw",
        "GET /api/v1/plans/{id:long}",
        "GET /api/v1/plans/{id:long}/steps",
        "POST /api/v1/plans/{id:long}/approve",
        "GET /api/v1/plans/{id:long}/comments",
        "POST /api/v1/plans/{id:long}/comments",
        "GET /api/v1/plans/{id:long}/approval",
        "GET /api/v1/runs/{id:long}",
        "GET /api/v1/runs/{id:long}/changes",
        "POST /api/v1/runs/{id:long}/approve",
        "POST /api/v1/runs/{id:long}/reject",
    ];

    /// <summary>Where a role for a single connection counts.</summary>
    public static Scope ScopeOf(ExpectedRight row) =>
        row.Right is Right.SignedIn or Right.Anonymous ? Scope.Everybody
        : Lists.Contains($"{row.Method} {row.Path}") ? Scope.List
        : Things.Any(thing => row.Path.StartsWith(thing, StringComparison.Ordinal)) ? Scope.Thing
        : Scope.Workspace;

    public static readonly ExpectedRight[] Table =
    [
        new("GET", "/api/v1/me", Right.SignedIn),
        new("GET", "/api/v1/status", Right.Read),
        new("GET", "/api/v1/work", Right.Read),
        new("GET", "/api/v1/work/{number:long}", Right.Read),
        new("GET", "/api/v1/work/{number:long}/events", Right.Read),
        new("POST", "/api/v1/work/{number:long}/stop", Right.Apply),
        new("GET", "/api/v1/users", Right.Read),
        new("GET", "/api/v1/users/{user}", Right.Read),
        new("POST", "/api/v1/users", Right.Operate, Person),
        new("PUT", "/api/v1/users/{user}", Right.Operate, Person),
        new("POST", "/api/v1/users/{user}/suspend", Right.Operate, Reason),
        new("POST", "/api/v1/users/{user}/reactivate", Right.Operate, Reason),
        new("POST", "/api/v1/users/{user}/link", Right.Operate, """{"to":"x"}"""),
        new("POST", "/api/v1/users/{user}/keep-apart", Right.Operate, Reason),
        new("POST", "/api/v1/groups/{key:int}/members", Right.Operate, """{"user":"x"}"""),
        new("POST", "/api/v1/groups/{key:int}/members/remove", Right.Operate, """{"user":"x"}"""),
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
        new("POST", "/api/v1/connections/{name}/import-rule/preview", Right.Plan),
        new("GET", "/api/v1/connections/{name}/import-rule/previews/{preview:long}/joiners", Right.Plan),
        new("GET", "/api/v1/connections/{name}/import-rule/previews/{preview:long}/leavers", Right.Plan),
        new("GET", "/api/v1/connections/{name}/import-rule/previews/{preview:long}/problems", Right.Plan),
        new("GET", "/api/v1/connections/{name}/import-rule/previews/{preview:long}/export", Right.Export),
        new("POST", "/api/v1/connections/{name}/import", Right.Configure),
        new("GET", "/api/v1/plans", Right.Read),
        new("POST", "/api/v1/plans", Right.Plan),
        new("GET", "/api/v1/plans/{id:long}", Right.Read),
        new("GET", "/api/v1/plans/{id:long}/steps", Right.Read),
        new("POST", "/api/v1/plans/{id:long}/apply", Right.Apply, Reason),
        new("POST", "/api/v1/plans/{id:long}/approve", Right.Approve, Reason),
        new("POST", "/api/v1/plans/{id:long}/discard", Right.Plan, Reason),
        new("POST", "/api/v1/plans/{id:long}/cut", Right.Plan),
        new("GET", "/api/v1/plans/{id:long}/comments", Right.Read),
        new("POST", "/api/v1/plans/{id:long}/comments", Right.Read, """{"text":"x"}"""),
        new("GET", "/api/v1/plans/{id:long}/approval", Right.Read),
        new("POST", "/api/v1/plans/{id:long}/approval", Right.Plan),
        new("GET", "/api/v1/runs", Right.Read),
        new("GET", "/api/v1/runs/{id:long}/changes", Right.Read),
        new("GET", "/api/v1/runs/{id:long}/compare", Right.Read, Query: "&with=1"),
        new("GET", "/api/v1/runs/{id:long}/compare/steps", Right.Read, Query: "&with=1"),
        new("GET", "/api/v1/work/{number:long}/changes", Right.Read),
        new("GET", "/api/v1/runs/{id:long}", Right.Read),
        new("POST", "/api/v1/runs/{id:long}/approve", Right.Approve, Reason),
        new("POST", "/api/v1/runs/{id:long}/reject", Right.Approve, Reason),
        new("POST", "/api/v1/runs/undo", Right.Operate),
        new("POST", "/api/v1/runs/undo/preview", Right.Plan),
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
        new("POST", "/api/v1/problems/{id:long}/assign", Right.Operate, "{}"),
        new("POST", "/api/v1/problems/{id:long}/retry", Right.Plan),
        new("GET", "/api/v1/exceptions", Right.Read),
        new("POST", "/api/v1/exceptions", Right.Operate, """{"group":1,"user":"x","kind":"include","reason":"test"}"""),
        new("GET", "/api/v1/exceptions/{id:long}", Right.Read),
        new("PATCH", "/api/v1/exceptions/{id:long}", Right.Operate, """{"until":null}"""),
        new("POST", "/api/v1/exceptions/{id:long}/end", Right.Operate, Reason),
        new("GET", "/api/v1/explain", Right.Read, Query: "&user=x&group=1"),
        new("GET", "/api/v1/audit", Right.ReadAudit),
        new("POST", "/api/v1/audit/verify", Right.ReadAudit),
        new("GET", "/api/v1/tokens", Right.SignedIn),
        new("POST", "/api/v1/tokens", Right.Tokens, """{"name":"x","scope":"auditor","expiresAt":"2999-01-01T00:00:00Z"}"""),
        new("POST", "/api/v1/tokens/{id:guid}/revoke", Right.SignedIn),
        new("GET", "/api/v1/export/state", Right.Export),
        new("GET", "/api/v1/export/users", Right.Export),
        new("GET", "/api/v1/export/groups", Right.Export),
        new("GET", "/api/v1/export/members", Right.Export, Query: "&group=1"),
        new("GET", "/api/v1/export/memberships", Right.Export, Query: "&user=x"),
        new("GET", "/api/v1/export/differences", Right.Export, Query: "&from=revision:1"),
        new("GET", "/api/v1/export/plans", Right.Export),
        new("GET", "/api/v1/plans/{id:long}/steps/export", Right.Export),
        new("GET", "/api/v1/export/runs", Right.Export),
        new("GET", "/api/v1/export/problems", Right.Export),
        new("GET", "/api/v1/export/accounts", Right.People),
        new("GET", "/api/v1/export/failed-sign-ins", Right.People),
        new("GET", "/api/v1/export/connections", Right.Export),
        new("GET", "/api/v1/export/sessions", Right.People),
        new("GET", "/api/v1/export/tokens", Right.People),
        new("GET", "/api/v1/failed-sign-ins", Right.People),
        new("GET", "/api/v1/export/exceptions", Right.Export),
        new("GET", "/api/v1/export/requests", Right.Export),
        new("GET", "/api/v1/export/candidates", Right.Export),
        new("GET", "/api/v1/groups/{key:int}/history/export", Right.Export),
        new("GET", "/api/v1/connections/{name}/drift/export", Right.Export),
        new("GET", "/api/v1/runs/{id:long}/changes/export", Right.Export),
        new("GET", "/api/v1/runs/{id:long}/compare/export", Right.Export, Query: "&with=1"),
        new("GET", "/api/v1/audit/export", Right.Export),
        new("GET", "/api/v1/audit/checkpoint", Right.ReadAudit),
        new("GET", "/api/v1/audit/anchors", Right.ReadAudit),
        new("POST", "/api/v1/audit/anchors", Right.ConfigureGuards),
        new("GET", "/api/v1/audit/signing-key", Right.SignedIn),
        new("POST", "/api/v1/audit/repair", Right.ConfigureGuards),
        new("GET", "/api/v1/schedules", Right.Read),
        new("GET", "/api/v1/connections/{name}/schedule", Right.Read),
        new("PUT", "/api/v1/connections/{name}/schedule", Right.Configure),
        new("POST", "/api/v1/connections/{name}/schedule/pause", Right.Configure, Reason),
        new("POST", "/api/v1/connections/{name}/schedule/resume", Right.Configure),
        new("POST", "/api/v1/connections/{name}/schedule/run", Right.Apply),
        new("GET", "/api/v1/connections/{name}/drift", Right.Read),
        new("POST", "/api/v1/connections/{name}/drift/read", Right.Plan),
        new("POST", "/api/v1/connections/{name}/drift/heal", Right.Apply),
        new("GET", "/api/v1/compare", Right.Read, Query: "&from=revision:1"),
        new("GET", "/api/v1/settings/history", Right.Read),
        new("GET", "/api/v1/settings/compare", Right.Read, Query: "&from=0&to=0"),
        new("GET", "/api/v1/connections/{name}/settings/history", Right.Read),
        new("GET", "/api/v1/connections/{name}/settings/compare", Right.Read, Query: "&from=0&to=0"),
        new("GET", "/api/v1/connections/{name}/history", Right.Read),
        new("GET", "/api/v1/connections/{name}/compare", Right.Read, Query: "&from=1&to=1"),
        new("GET", "/api/v1/config", Right.Read),
        new("POST", "/api/v1/config/draft", Right.Read, """{"file":"x"}"""),
        new("POST", "/api/v1/config/apply", Right.ConfigureGuards, """{"file":"x"}"""),
        new("POST", "/api/v1/users/import", Right.Operate),
        new("GET", "/api/v1/users/{user}/history", Right.Read),
        new("GET", "/api/v1/connections/{name}/user-matches", Right.Read),
        new("GET", "/api/v1/groups/report", Right.Read),
        new("GET", "/api/v1/groups/tree", Right.Read),
        new("GET", "/api/v1/groups/{key:int}/candidates", Right.Read),
        new("GET", "/api/v1/groups/history", Right.Read),
        new("GET", "/api/v1/groups/{key:int}/history", Right.Read),
        new("POST", "/api/v1/connections/{name}/guard-rails/simulate", Right.Read),
        new("GET", "/api/v1/connections/{name}/attributes", Right.Read),
        new("POST", "/api/v1/connections/{name}/attributes/preview", Right.Read, """{"user":"x"}"""),
        new("POST", "/api/v1/connections/{name}/import-rule/sample", Right.Read),
        new("GET", "/api/v1/connections/{name}/import-rule/why", Right.Read, Query: "&user=x"),
        new("POST", "/api/v1/connections/{name}/verify", Right.Plan),
        new("GET", "/api/v1/connections/{name}/check", Right.Read, Query: "&user=x"),
        new("GET", "/api/v1/connections/{name}/notifications", Right.Read),
        new("PUT", "/api/v1/connections/{name}/notifications", Right.Configure, """{"enabled":false}"""),
        new("POST", "/api/v1/plans/{id:long}/compare", Right.Read),
        new("GET", "/api/v1/plans/{id:long}/comparisons/{comparison:long}", Right.Read),
        new("GET", "/api/v1/explain/memberships", Right.Read),
        new("GET", "/api/v1/activity", Right.Read),
        new("POST", "/api/v1/setup", Right.Anonymous, """{"setupToken":"x","name":"x","mail":"x","password":"x"}"""),
        new("GET", "/api/v1/me/groups", Right.SignedIn),
        new("GET", "/api/v1/requests", Right.Read),
        new(
            "POST",
            "/api/v1/requests",
            Right.Ask,
            """{"group":1,"user":"x","kind":"include","reason":"test","until":"2999-01-01T00:00:00Z"}"""
        ),
        new("GET", "/api/v1/requests/{id:long}", Right.Read),
        new("POST", "/api/v1/requests/{id:long}/take", Right.Operate),
        new("POST", "/api/v1/requests/{id:long}/refuse", Right.Operate, Reason),
        new("POST", "/api/v1/requests/{id:long}/withdraw", Right.Ask),
        new("GET", "/api/v1/accounts", Right.People),
        new("POST", "/api/v1/accounts", Right.People, """{"name":"x","mail":"x","role":"auditor"}"""),
        new("GET", "/api/v1/accounts/{id:guid}", Right.People),
        new("PATCH", "/api/v1/accounts/{id:guid}", Right.People),
        new("POST", "/api/v1/accounts/{id:guid}/reset-password", Right.People),
        new("GET", "/api/v1/accounts/{id:guid}/sessions", Right.People),
        new("POST", "/api/v1/accounts/{id:guid}/sessions/end", Right.People),
        new("POST", "/api/v1/accounts/from-entra", Right.People, """{"name":"x","objectId":"x","role":"auditor"}"""),
        new("POST", "/api/v1/accounts/{id:guid}/entra", Right.People),
        new("GET", "/api/v1/me/sessions", Right.SignedIn),
        new("POST", "/api/v1/me/sessions/end", Right.SignedIn),
        new("GET", "/api/v1/emergency-access", Right.People),
        new("GET", "/api/v1/system", Right.ReadAudit),
        new("GET", "/api/v1/system/nodes", Right.ReadAudit),
        new("POST", "/api/v1/system/release", Right.ConfigureGuards, Reason),
        new("GET", "/api/v1/server", Right.People),
        new("PUT", "/api/v1/server", Right.People, """{"timeZone":"UTC"}"""),
        new("POST", "/api/v1/server/check", Right.People),
    ];
}
