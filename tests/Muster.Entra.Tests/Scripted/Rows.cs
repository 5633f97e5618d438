namespace Muster.Entra.Tests.Scripted;

/// <summary>Rows of pages as Graph words them.</summary>
internal static class Rows
{
    public static string Id(int number) => $"00000000-0000-4000-8000-{number:x12}";

    public static string User(int number, string? name = null) =>
        $$"""{"id":"{{Id(number)}}","displayName":"{{name ?? $"User {number}"}}","userPrincipalName":"user{{number}}@contoso.example","accountEnabled":true,"userType":"Member"}""";

    public static string Group(int number, string edges = "", string name = "") =>
        $$"""{"id":"{{Id(number)}}","displayName":"{{(name.Length > 0 ? name : $"Group {number}")}}","mailEnabled":false,"securityEnabled":true,"groupTypes":[]{{(edges.Length > 0 ? "," + edges : "")}}}""";

    public static string Members(params string[] entries) => $"\"members@delta\":[{string.Join(',', entries)}]";

    public static string Owners(params string[] entries) => $"\"owners@delta\":[{string.Join(',', entries)}]";

    public static string Edge(int number, string type = "user", bool removed = false) =>
        $$"""{"@odata.type":"#microsoft.graph.{{type}}","id":"{{Id(number)}}"{{(removed ? ",\"@removed\":{\"reason\":\"deleted\"}" : "")}}}""";
}
