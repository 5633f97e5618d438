using System.Text;

namespace Muster.Testing.Fuzzing;

/// <summary>Inputs that parsers take, and words that inputs are made of.</summary>
internal static class FuzzWords
{
    public const string Next = "https://graph.example.test/v1.0/groups/delta?$skiptoken=a";
    public const string Delta = "https://graph.example.test/v1.0/groups/delta?$deltatoken=b";

    /// <summary>Names that pages and rows have, and values worth trying everywhere.</summary>
    public static IReadOnlyList<string> Page { get; } =
    [
        "\"id\"",
        "\"value\"",
        "\"@odata.nextLink\"",
        "\"@odata.deltaLink\"",
        "\"@odata.type\"",
        "\"@removed\"",
        "\"members@delta\"",
        "\"owners@delta\"",
        "\"displayName\"",
        "\"groupTypes\"",
        "\"visibility\"",
        "\"accountEnabled\"",
        "\"userPrincipalName\"",
        "\"#microsoft.graph.user\"",
        "\"#Microsoft.Graph.Group\"",
        "\"HiddenMembership\"",
        $"\"{Id(1)}\"",
        $"\"{Id(2).ToUpperInvariant()}\"",
        $"\"{Guid.Empty}\"",
        $"\"{Next}\"",
        $"\"{Delta}\"",
        "{\"reason\":\"deleted\"}",
    ];

    public static string Id(int number) => $"00000000-0000-4000-8000-{number:x12}";

    public static byte[] Users { get; } =
        Bytes(
            $$$"""
            {"@odata.context":"https://graph.example.test/v1.0/$metadata#users","@odata.nextLink":"{{{Next}}}","value":[
            {"id":"{{{Id(
                1
            )}}}","displayName":"Ann","userPrincipalName":"ann@contoso.example","mail":null,"accountEnabled":true,"userType":"Member"},
            {"id":"{{{Id(2)}}}","@removed":{"reason":"changed"}},
            {"id":"{{{Id(
                3
            )}}}","displayName":"Cid \u00e9\ud83d\ude00","userPrincipalName":"cid@contoso.example","accountEnabled":false,"department":"HR"}]}
            """
        );

    public static byte[] Groups { get; } =
        Bytes(
            $$$"""
            {"@odata.deltaLink":"{{{Delta}}}","value":[
            {"id":"{{{Id(
                10
            )}}}","displayName":"Team","groupTypes":["Unified"],"mailEnabled":true,"securityEnabled":false,"visibility":"Private",
             "members@delta":[{"@odata.type":"#microsoft.graph.user","id":"{{{Id(
                1
            )}}}"},{"@odata.type":"#microsoft.graph.group","id":"{{{Id(11)}}}","@removed":{"reason":"deleted"}}],
             "owners@delta":[{"@odata.type":"#microsoft.graph.servicePrincipal","id":"{{{Id(4)}}}"}]},
            {"id":"{{{Id(11)}}}","@removed":{"reason":"deleted"}}]}
            """
        );

    public static byte[] Members { get; } =
        Bytes(
            $$$"""{"@odata.context":"x","@odata.nextLink":"{{{Next}}}","value":[{"@odata.type":"#microsoft.graph.user","id":"{{{Id(1)}}}"},{"@odata.type":"#microsoft.graph.device","id":"{{{Id(2)}}}"}]}"""
        );

    public static byte[] Batch { get; } =
        Bytes(
            $$$"""
            {"responses":[{"id":"1","status":429,"headers":{"Retry-After":"7"},"body":{"error":{"code":"TooManyRequests","message":"x"} }},
            {"id":"0","status":200,"headers":{"x-ms-resource-unit":"2"},"body":{"value":[{"@odata.type":"#microsoft.graph.user","id":"{{{Id(
                1
            )}}}"}]}},
            {"id":"2","status":404}]}
            """
        );

    public static byte[] Error { get; } =
        Bytes(
            """{"error":{"code":"Request_BadRequest","message":"Bad","innerError":{"code":"syncStateNotFound","date":"2026-01-05T08:00:00","innererror":{"code":""}}}}"""
        );

    public static byte[] Token { get; } =
        Bytes(
            """{"token_type":"Bearer","expires_in":3599,"ext_expires_in":3599,"access_token":"eyJhbGciOiJub25lIn0.eyJ0aWQiOiIwIiwicm9sZXMiOlsiVXNlci5SZWFkLkFsbCJdfQ.x"}"""
        );

    public static byte[] TokenRefused { get; } =
        Bytes("""{"error":"invalid_client","error_description":"AADSTS7000215: Invalid client secret.","error_codes":[7000215]}""");

    public static byte[] Claims { get; } =
        Bytes("""{"tid":"4a1a0000-0000-4000-8000-000000000001","roles":["User.Read.All","GroupMember.Read.All"],"exp":1}""");

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
