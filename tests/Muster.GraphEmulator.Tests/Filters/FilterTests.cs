using Muster.GraphEmulator.Tests.Running;

namespace Muster.GraphEmulator.Tests.Filters;

public sealed class FilterTests
{
    private static readonly (string, string) Eventual = ("ConsistencyLevel", "eventual");

    private static readonly TestHistory Company = new TestHistory()
        .User(
            1,
            "Ada",
            ("department", "Network"),
            ("mail", "ada@contoso.com"),
            ("proxyAddresses", new[] { "SMTP:ada@contoso.com", "x500:a" })
        )
        .User(2, "ADA", ("department", "Desk"), ("accountEnabled", false), ("userPrincipalName", "ada2@contoso.com"))
        .UpdateUser(2, ("onPremisesExtensionAttributes", Attribute("north")))
        .User(3, "Conan O'Brien", ("userPrincipalName", "conan@fabrikam.com"), ("userType", "Guest"))
        .Group(100, "Crew", ("groupTypes", new[] { "Unified" }))
        .Group(101, "Crew ", ("mail", "crew@contoso.com"))
        .Owner(101, 1);

    [Theory]
    [InlineData("displayName eq 'ada'", "Ada,ADA")]
    [InlineData("displayName eq 'Conan O''Brien'", "Conan O'Brien")]
    [InlineData("department eq 'Desk' or userType eq 'Guest'", "ADA,Conan O'Brien")]
    [InlineData("displayName eq 'Ada' and accountEnabled eq true", "Ada")]
    [InlineData("(department eq 'Desk' or department eq 'Network') and accountEnabled eq false", "ADA")]
    [InlineData("accountEnabled eq false", "ADA")]
    [InlineData("userPrincipalName in ('ada2@contoso.com','conan@fabrikam.com')", "ADA,Conan O'Brien")]
    [InlineData("startswith(displayName,'con')", "Conan O'Brien")]
    [InlineData("startsWith(userPrincipalName,'ada') eq true", "Ada,ADA")]
    [InlineData("mail eq null", "ADA,Conan O'Brien")]
    [InlineData("id eq '00000000-0000-4000-8000-000000000001'", "Ada")]
    [InlineData("displayName ge 'B'", "Conan O'Brien")]
    [InlineData("displayName le 'B'", "Ada,ADA")]
    [InlineData("createdDateTime ge 2026-01-01T00:00:00Z", "Ada,ADA,Conan O'Brien")]
    [InlineData("createdDateTime le 2026-01-01T00:00:00Z", "")]
    [InlineData("createdDateTime ge 2026-01-05", "Ada,ADA,Conan O'Brien")]
    [InlineData("createdDateTime le 2026-01-05T09:00:00+01:00", "Ada,ADA,Conan O'Brien")]
    [InlineData("proxyAddresses/any(p:p eq 'smtp:ada@contoso.com')", "Ada")]
    [InlineData("proxyAddresses/any(p:startswith(p,'SMTP:'))", "Ada")]
    [InlineData("startswith(onPremisesExtensionAttributes/extensionAttribute1,'no')", "ADA")]
    [InlineData("onPremisesExtensionAttributes/extensionAttribute1 eq 'north'", "ADA")]
    [InlineData("mail eq null and department eq 'Desk'", "ADA")]
    public async Task Users_are_found_by(string filter, string names)
    {
        await using var emulator = await TestEmulator.StartAsync(Company);

        var (rows, _, _) = await emulator.AllAsync($"/users?$filter={Uri.EscapeDataString(filter)}");

        Assert.Equal(names, string.Join(',', rows.Names()));
    }

    [Theory]
    [InlineData("displayName ne 'ada'", "Conan O'Brien")]
    [InlineData("not (displayName eq 'ada')", "Conan O'Brien")]
    [InlineData("not startswith(displayName,'ada')", "Conan O'Brien")]
    [InlineData("endswith(userPrincipalName,'@fabrikam.com')", "Conan O'Brien")]
    [InlineData("mail ne null", "Ada")]
    [InlineData("not proxyAddresses/any(p:p eq 'x500:a')", "ADA,Conan O'Brien")]
    [InlineData("proxyAddresses/any(p:endswith(p,'contoso.com'))", "Ada")]
    [InlineData("proxyAddresses/$count eq 0", "ADA,Conan O'Brien")]
    [InlineData("assignedLicenses/$count ne 0", "")]
    [InlineData("proxyAddresses/$count eq 2 and not (mail eq null)", "Ada")]
    public async Task Advanced_filters_need_the_header_and_count(string filter, string names)
    {
        await using var emulator = await TestEmulator.StartAsync(Company);
        var path = $"/users?$filter={Uri.EscapeDataString(filter)}";

        var error = await emulator.FailAsync(path);
        Assert.Equal((400, "Request_UnsupportedQuery", "Unsupported Query."), error);
        Assert.Equal(400, (await emulator.FailAsync(path, Eventual)).Status);
        var (rows, _, _) = await emulator.AllAsync($"{path}&$count=true", Eventual);
        Assert.Equal(names, string.Join(',', rows.Names()));
    }

    [Fact]
    public async Task A_group_is_found_by_its_exact_name_and_by_its_type()
    {
        await using var emulator = await TestEmulator.StartAsync(Company);

        Assert.Equal(["Crew"], (await emulator.AllAsync("/groups?$filter=displayName eq 'crew'")).Rows.Names());
        Assert.Equal(["Crew"], (await emulator.AllAsync("/groups?$filter=groupTypes/any(c:c eq 'Unified')")).Rows.Names());
        Assert.Equal(["Crew "], (await emulator.AllAsync("/groups?$filter=mail eq 'crew@contoso.com'")).Rows.Names());
    }

    [Theory]
    [InlineData("displayName gt 'A'", "Request_UnsupportedQuery")]
    [InlineData("contains(displayName,'a')", "Request_UnsupportedQuery")]
    [InlineData("onPremisesDomainName eq 'x'", "Request_UnsupportedQuery")]
    [InlineData("businessPhones eq 'x'", "Request_UnsupportedQuery")]
    [InlineData("nonsense eq 'x'", "BadRequest")]
    [InlineData("displayName eq", "BadRequest")]
    [InlineData("displayName eq 'x", "BadRequest")]
    [InlineData("displayName eq true", "BadRequest")]
    [InlineData("createdDateTime ge '2026-01-01'", "BadRequest")]
    [InlineData("id eq 00000000-0000-4000-8000-000000000001", "BadRequest")]
    [InlineData("startswith(onPremisesDomainName,'x')", "Request_UnsupportedQuery")]
    [InlineData("accountEnabled ge true", "Request_UnsupportedQuery")]
    [InlineData("proxyAddresses/all(p:p eq 'x')", "Request_UnsupportedQuery")]
    [InlineData("onPremisesExtensionAttributes eq 'x'", "Request_UnsupportedQuery")]
    [InlineData("onPremisesExtensionAttributes/extensionAttribute16 eq 'x'", "BadRequest")]
    [InlineData("accountEnabled eq 'true'", "BadRequest")]
    [InlineData("displayName eq 'a') or (displayName eq 'b'", "BadRequest")]
    [InlineData("displayName ~ 'a'", "BadRequest")]
    [InlineData("", "BadRequest")]
    public async Task What_is_no_filter_for_the_directory_is_a_400(string filter, string code)
    {
        await using var emulator = await TestEmulator.StartAsync(Company);

        var error = await emulator.FailAsync($"/users?$filter={Uri.EscapeDataString(filter)}");

        Assert.Equal((400, code), (error.Status, error.Code));
    }

    [Fact]
    public async Task Groups_without_owners_are_found_and_counted()
    {
        await using var emulator = await TestEmulator.StartAsync(Company);
        const string filter = "$filter=owners/$count eq 0";

        Assert.Equal(["Crew"], (await emulator.AllAsync($"/groups?{filter}&$count=true", Eventual)).Rows.Names());
        using var counted = await emulator.SendAsync(HttpMethod.Get, $"/groups/$count?{filter}", null, Eventual);
        Assert.Equal("1", await counted.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(400, (await emulator.FailAsync($"/groups?{filter}")).Status);
    }

    [Fact]
    public async Task A_wrong_type_is_told_in_odatas_words()
    {
        await using var emulator = await TestEmulator.StartAsync(Company);

        Assert.Equal(
            "Invalid filter clause: A binary operator with incompatible types was detected. "
                + "Found operand types 'Edm.String' and 'Edm.Boolean' for operator kind 'Equal'.",
            (await emulator.FailAsync("/users?$filter=displayName eq true")).Message
        );
    }

    [Fact]
    public async Task More_than_fifteen_alternatives_need_an_advanced_query()
    {
        await using var emulator = await TestEmulator.StartAsync(Company);
        var names = string.Join(',', Enumerable.Range(1, 16).Select(number => $"'{number}'"));
        var path = $"/users?$filter=displayName in ({names})";

        Assert.Equal((400, "Request_UnsupportedQuery"), await Outline(emulator.FailAsync(path)));
        Assert.Empty((await emulator.AllAsync($"{path}&$count=true", Eventual)).Rows);
    }

    [Fact]
    public async Task A_filter_of_a_thousand_parentheses_is_a_400()
    {
        await using var emulator = await TestEmulator.StartAsync(Company);
        var filter = new string('(', 1000) + "id eq '1'" + new string(')', 1000);

        Assert.Equal((400, "BadRequest"), await Outline(emulator.FailAsync($"/users?$filter={filter}")));
    }

    private static Dictionary<string, object?> Attribute(string value) => new(StringComparer.Ordinal) { ["extensionAttribute1"] = value };

    private static async Task<(int, string)> Outline(Task<(int Status, string Code, string Message)> error)
    {
        var (status, code, _) = await error;
        return (status, code);
    }
}
