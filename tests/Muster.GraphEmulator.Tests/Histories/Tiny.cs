namespace Muster.GraphEmulator.Tests.Histories;

/// <summary>The smallest sound files of each format.</summary>
internal static class Tiny
{
    public const string HistoryHeader = """{"format":"muster-directory-history/1","commits":2}""";

    public const string HistoryTail = """
        {"at":"2020-01-02T00:00:00Z","seq":2,"ops":[{"op":"user.disable","id":"11111111-1111-1111-1111-111111111111"}]}
        {"checkpoint":2,"at":"2020-01-02T00:00:00Z","sha256":"x","effectiveSha256":"y","counts":{"users":1,"enabledUsers":0,"groups":1,"userMembers":1,"groupMembers":0,"owners":1,"effective":1}}

        """;

    public const string History = $$"""
        {{HistoryHeader}}
        {"at":"2020-01-01T00:00:00Z","seq":1,"ops":[{"op":"user.add","id":"11111111-1111-1111-1111-111111111111","displayName":"Ada","userPrincipalName":"ada@a.example","mail":null,"userType":"Member","accountEnabled":true},{"op":"group.add","id":"22222222-2222-2222-2222-222222222222","displayName":"Crew","mail":null,"description":null},{"op":"member.add","group":"22222222-2222-2222-2222-222222222222","member":"11111111-1111-1111-1111-111111111111","memberType":"user"},{"op":"owner.add","group":"22222222-2222-2222-2222-222222222222","member":"11111111-1111-1111-1111-111111111111","memberType":"user"}]}
        {{HistoryTail}}
        """;

    public const string Tenant = """
        {"format":"muster-tenant/1","seed":1,"users":2,"groups":2}
        {"user":{"id":"11111111-1111-1111-1111-111111111111","displayName":"Ada","userPrincipalName":"ada@a.example","mail":null,"userType":"Member","accountEnabled":true,"department":"IT","jobTitle":"Engineer","manager":"33333333-3333-3333-3333-333333333333"}}
        {"user":{"id":"33333333-3333-3333-3333-333333333333","displayName":"Bea","userPrincipalName":"bea@a.example","mail":"bea@a.example","userType":"Guest","accountEnabled":false,"department":null,"jobTitle":"Lead","manager":null}}
        {"group":{"id":"22222222-2222-2222-2222-222222222222","displayName":"Crew","mail":null,"description":null,"owners":["33333333-3333-3333-3333-333333333333"]}}
        {"group":{"id":"44444444-4444-4444-4444-444444444444","displayName":"Deck","mail":"deck@a.example","description":"Deck crew","owners":[]}}
        {"members":{"group":"22222222-2222-2222-2222-222222222222","users":["11111111-1111-1111-1111-111111111111"],"groups":["44444444-4444-4444-4444-444444444444"]}}
        {"stats":{}}

        """;
}
