using System.Text;
using Muster.Core.Importing;
using Muster.Engine.Connections;
using static Muster.Storage.Tests.TestDatabase;

namespace Muster.Storage.Tests;

public sealed class SqliteConnectionTests : ConnectionContract<SqliteTestDatabase>;

public sealed class PostgresConnectionTests : ConnectionContract<PostgresTestDatabase>;

public abstract class ConnectionContract<TDatabase> : Contract<TDatabase>
    where TDatabase : TestDatabase, new()
{
    [Fact]
    public async Task A_connection_comes_back_as_it_was_stored_and_its_name_is_taken_in_any_case()
    {
        Assert.Equal(Db.Entra, await Db.Muster.Connections.FindAsync("ENTRA", Token));
        Assert.Equal(SampleConnection("entra") with { Key = 1 }, Db.Entra);
        Assert.Null(await Db.Muster.Connections.AddAsync(SampleConnection("EnTra"), Secret("x"), "test", Token));
        await Db.Muster.Connections.AddAsync(SampleConnection("Another"), Secret("x"), "test", Token);
        Assert.Equal(["Another", "entra"], (await Db.Muster.Connections.ListAsync(Token)).Select(connection => connection.Name));
        Assert.Null(await Db.Muster.Connections.FindAsync("none", Token));
    }

    [Fact]
    public async Task A_certificate_that_was_trusted_for_a_draft_is_no_version_of_any_connection()
    {
        await Db.Muster.Audit.AppendAsync("test", TrustedCertificate.Action, "a draft", [("host", "graph.example.com")], Token);
        var version = Assert.Single(await Db.Muster.History.ConnectionVersionsAsync(Db.Entra.Key, Token));
        Assert.Equal(Db.Entra.ClientId, version.ClientId);
    }

    [Fact]
    public async Task A_credential_comes_back_after_a_restart()
    {
        await Db.ReopenAsync();
        Assert.Equal(Secret("s3cret"), await Db.Muster.Connections.CredentialAsync(Db.Entra.Key, Token));
    }

    [Fact]
    public async Task No_secret_lies_in_any_file_in_the_clear()
    {
        const string canary = "canary-7f3a91-do-not-leak";
        var stored = (await Db.Muster.Connections.AddAsync(SampleConnection("second"), Secret(canary), "test", Token))!;
        await Db.Muster.DisposeAsync();
        var files = Directory.GetFiles(Db.Folder, "*", SearchOption.AllDirectories);
        foreach (var file in files)
        {
            var content = await File.ReadAllBytesAsync(file, Token);
            Assert.Equal(-1, content.AsSpan().IndexOf(Encoding.UTF8.GetBytes(canary)));
            Assert.Equal(-1, content.AsSpan().IndexOf(Encoding.Unicode.GetBytes(canary)));
        }
        var ring = await Db.RingAsync();
        Assert.NotEmpty(ring);
        Assert.All(ring, key => Assert.DoesNotContain("<masterKey", key, StringComparison.Ordinal));
        Assert.DoesNotContain(canary, await Db.ContentAsync("connection"), StringComparison.Ordinal);
        await Db.ReopenAsync();
        Assert.Equal(canary, (await Db.Muster.Connections.CredentialAsync(stored.Key, Token)).Value);
    }

    [Fact]
    public async Task Without_the_key_file_the_credential_is_unreadable_and_the_message_says_what_to_do()
    {
        File.Delete(Path.Combine(Db.Folder, "keys", "wrap.key"));
        await Db.ReopenAsync();
        var fault = await Assert.ThrowsAsync<CredentialUnreadableException>(() =>
            Db.Muster.Connections.CredentialAsync(Db.Entra.Key, Token)
        );
        Assert.Contains("wrap.key", fault.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<CredentialUnreadableException>(() =>
            Db.Muster.Connections.AddAsync(SampleConnection("second"), Secret("x"), "test", Token)
        );
        Assert.Single(await Db.Muster.Connections.ListAsync(Token));
    }

    [Fact]
    public async Task With_another_key_file_or_another_key_ring_the_credential_is_unreadable()
    {
        var wrap = Path.Combine(Db.Folder, "keys", "wrap.key");
        await File.WriteAllTextAsync(wrap, Convert.ToBase64String(new byte[32]), Token);
        await Db.ReopenAsync();
        await Assert.ThrowsAsync<CredentialUnreadableException>(() => Db.Muster.Connections.CredentialAsync(Db.Entra.Key, Token));
        Directory.Delete(Path.Combine(Db.Folder, "keys"), recursive: true);
        await Db.ReopenAsync();
        await Assert.ThrowsAsync<CredentialUnreadableException>(() => Db.Muster.Connections.CredentialAsync(Db.Entra.Key, Token));
    }

    [Fact]
    public async Task A_credential_copied_to_another_connection_is_unreadable()
    {
        var second = (await Db.Muster.Connections.AddAsync(SampleConnection("second"), Secret("x"), "test", Token))!;
        await Db.TamperAsync("UPDATE connection SET credential = (SELECT credential FROM connection WHERE key = 1) WHERE key = 2");
        await Assert.ThrowsAsync<CredentialUnreadableException>(() => Db.Muster.Connections.CredentialAsync(second.Key, Token));
    }

    [Fact]
    public async Task Files_and_folders_are_for_this_account_alone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such modes.");
        const UnixFileMode others = ~(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await Db.Muster.Connections.CredentialAsync(Db.Entra.Key, Token);
        if (!OperatingSystem.IsWindows())
        {
            var paths = Directory.GetFileSystemEntries(Db.Folder, "*", SearchOption.AllDirectories);
            Assert.Contains(Path.Combine(Db.Folder, "keys", "wrap.key"), paths);
            foreach (var path in paths.Append(Db.Folder))
                Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(path) & others);
        }
    }

    public static readonly TheoryData<ImportRule> Rules =
    [
        new ImportRule.Everyone(),
        new ImportRule.MembersOf([Id("crew"), Id("desk")]),
        new ImportRule.HandPicked([Id("ada")]),
        new ImportRule.Where(UserConditionParser.ParseStored("department != '\"IT\" & Ärzte' and not mail endsWith x")),
        new ImportRule.MembersOf(
            [Id("crew")],
            UserConditionParser.ParseStored("employeeHireDate <= today + 3d or city in (Graz, \"St. Pölten\")")
        ),
    ];

    [Theory]
    [MemberData(nameof(Rules), DisableDiscoveryEnumeration = true)]
    public async Task An_import_rule_comes_back_and_raises_the_configuration_version(ImportRule rule)
    {
        var saved = await Db.Muster.Connections.SaveImportRuleAsync(Db.Entra.Key, rule, "test", Db.Lease, Token);
        Assert.Equal(Db.Entra.ConfigurationVersion + 1, saved.ConfigurationVersion);
        var stored = (await Db.Muster.Connections.FindAsync("entra", Token))!.ImportRule!;
        Assert.IsType(rule.GetType(), stored);
        Assert.Equal(rule.Condition, stored.Condition);
        Assert.Equal((rule as ImportRule.MembersOf)?.Groups, (stored as ImportRule.MembersOf)?.Groups);
        Assert.Equal((rule as ImportRule.HandPicked)?.Users, (stored as ImportRule.HandPicked)?.Users);
    }

    [Fact]
    public async Task Conditions_stored_as_a_list_by_earlier_versions_are_still_read()
    {
        const string old = """
            {"rule":"where","conditions":[{"property":"department","comparison":"notEquals","value":"\"IT\" & HR"},
            {"property":"userPrincipalName","comparison":"endsWith","value":"@contoso.example"},
            {"property":"accountEnabled","comparison":"equals","value":"true"}]}
            """;
        await Db.TamperAsync($"UPDATE connection SET import_rule = '{old}'");
        Assert.Equal(
            "department != \"\"\"IT\"\" & HR\" and userPrincipalName endsWith \"@contoso.example\" and accountEnabled = true",
            (await Db.Muster.Connections.FindAsync("entra", Token))!.ImportRule!.Condition!.ToString()
        );
    }

    [Fact]
    public async Task A_connection_is_removed_only_when_nobody_follows_its_directory()
    {
        await Db.ReadUsersAsync(false, User("ada"));
        await Db.ReadGroupsAsync(false, Group("crew", Member("ada"), Other("printer")));
        var second = (await Db.Muster.Connections.AddAsync(SampleConnection("second"), Secret("x"), "test", Token))!;
        Assert.True(await Db.Muster.Connections.RemoveAsync(second.Key, "test", Db.Lease, Token));
        await Db.AppliedAsync(await Db.PlanAsync(users: [Create(1, "ada")]));
        Assert.False(await Db.Muster.Connections.RemoveAsync(Db.Entra.Key, "test", Db.Lease, Token));
        Assert.Single(await Db.Muster.Connections.ListAsync(Token));
    }

    [Fact]
    public async Task With_a_connection_its_mirror_goes_too_and_the_audit_log_stays_whole()
    {
        await Db.ReadUsersAsync(false, User("ada"));
        await Db.ReadGroupsAsync(false, Group("crew", Member("ada"), Other("printer")));
        Assert.True(await Db.Muster.Connections.RemoveAsync(Db.Entra.Key, "test", Db.Lease, Token));
        foreach (
            var table in new[] { "connection", "delta_link", "directory_user", "directory_group", "directory_edges", "directory_other" }
        )
            Assert.Equal(0, await Db.TamperAsync($"SELECT count(*) FROM {table}"));
        var actions = await Db.Muster.Audit.EntriesAsync(0, Token).Select(entry => entry.Action).ToListAsync(Token);
        Assert.Equal(["connection.added", "connection.removed"], actions);
        Assert.Empty(await Db.FaultsAsync());
    }
}
