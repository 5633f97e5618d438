using Muster.Server.Access;

namespace Muster.Server.Tests.Api;

/// <summary>One endpoint.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Path">Its address.</param>
/// <param name="Right">What it needs.</param>
/// <param name="Body">A body that can be read; null for an empty object.</param>
internal sealed record ExpectedRight(string Method, string Path, Right Right, string? Body = null);

/// <summary>What every endpoint needs, and who has it: written down a second time, so that a slip on one side shows.</summary>
internal static class ExpectedRights
{
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
    ];
}
