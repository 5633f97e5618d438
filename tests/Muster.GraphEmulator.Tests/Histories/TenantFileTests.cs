using Muster.GraphEmulator.Histories;

namespace Muster.GraphEmulator.Tests.Histories;

public sealed class TenantFileTests
{
    [Fact]
    public void A_tenant_is_one_change_set_with_everything_in_the_file()
    {
        using var file = new SomeFile("tiny.jsonl", Tiny.Tenant);
        var history = HistoryFiles.Open(file.Path);
        var directory = new StrictDirectory();
        directory.Apply(Assert.Single(history.ChangeSets()));
        Assert.Equal(1, history.LastSeq);
        var (ada, crew) = (Guid.Parse("11111111-1111-1111-1111-111111111111"), Guid.Parse("22222222-2222-2222-2222-222222222222"));
        Assert.Equal("33333333-3333-3333-3333-333333333333", directory.Users[ada]["manager"]);
        Assert.Equal("Engineer", directory.Users[ada]["jobTitle"]);
        Assert.Equal([MemberKind.User, MemberKind.Group], directory.Members[crew].Values);
        Assert.Equal("Bea", directory.Users[Assert.Single(directory.Owners[crew])]["displayName"]);
    }

    public static TheoryData<string, string, int, string> BrokenTenants() =>
        new()
        {
            { "muster-tenant/1", "muster-tenant/9", 1, "\"muster-tenant/9\"; expected" },
            { "\"users\":2,", "", 1, "the header lacks \"users\"" },
            { "\"users\":2,", "\"users\":3,", 8, "the file ends after 2 users and 2 groups; expected 3 users" },
            { "{\"stats\":{}}\n", "", 7, "without its \"stats\" line" },
            { "{\"stats\":{}}", "{\"stat\":{}}", 7, "none of user, group, members, stats" },
            { "{\"stats\":{}}", "{\"stats\":{}}\n{\"stats\":{}}", 8, "a \"stats\" line after \"stats\"" },
            { "{\"user\":{\"id\":\"3333", "{\"user\":{\"id\":\"333g", 3, "\"id\" of user is \"333g" },
            { "\"manager\":\"3333", "\"manager\":\"boss", 2, "\"manager\" of user is" },
            { "\"mail\":\"bea@a.example\",", "", 3, "user lacks \"mail\"" },
            { "\"owners\":[]", "\"owners\":null", 5, "\"owners\" of group is null; expected an array" },
            { "\"owners\":[]", "\"owners\":[\"me\"]", 5, "\"owners\" of group is \"me\"; expected a GUID" },
            { "\"groups\":[\"4444", "\"groups\":[\"4", 6, "\"groups\" of members is" },
            { "\"users\":[\"1", "\"people\":[\"1", 6, "members lacks \"users\"" },
        };

    [Theory]
    [MemberData(nameof(BrokenTenants))]
    public void A_broken_tenant_is_refused_with_file_line_and_reason(string sound, string broken, int line, string reason)
    {
        Assert.Contains(sound, Tiny.Tenant, StringComparison.Ordinal);
        using var file = new SomeFile("broken.jsonl", Tiny.Tenant.Replace(sound, broken));
        var fault = Assert.Throws<InvalidDataException>(() =>
            new TenantFile(file.Path).ChangeSets().Sum(changes => changes.Operations.Count())
        );
        Assert.StartsWith($"{file.Path}, line {line}: ", fault.Message, StringComparison.Ordinal);
        Assert.Contains(reason, fault.Message, StringComparison.Ordinal);
    }
}
