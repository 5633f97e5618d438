using Muster.Core.Platform;
using Muster.Engine.Auditing;
using Muster.Engine.Connections;
using Muster.Engine.Platform;
using Muster.Server.People;
using Muster.Server.Ui;
using Muster.Testing;

namespace Muster.Server.Tests;

/// <summary>Pages say what is true, of people and of connections.</summary>
public sealed class PersonWordsTests
{
    private static readonly Texts T = Texts.English;

    [Fact]
    public async Task A_person_whose_account_is_gone_is_called_suspended_only_once_that_is_so()
    {
        await using var rig = await ServerRig.FilledAsync(Tests.Token);
        var platform = rig.Server.Muster.Database.Platform;
        var revision = await platform.RevisionAsync(Tests.Token);
        var user = await platform.UserPageAsync(revision, new UserQuery { Limit = 1 }, Tests.Token).FirstAsync(Tests.Token);
        var view = (await PersonView.LoadAsync(rig.Server.Muster, user.Key, null, Tests.Token))!;
        var account = view.Account!;
        var disabled = account with { Facts = account.Facts with { AccountEnabled = false } };
        Assert.DoesNotContain("is suspended", PersonWords.Account(T, disabled, active: true), StringComparison.Ordinal);
        Assert.Contains("is suspended", PersonWords.Account(T, disabled, active: false), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(MembershipOrigin.Exception, "by an exception")]
    [InlineData(MembershipOrigin.Local, "by hand")]
    [InlineData(MembershipOrigin.Directory, "from the directory")]
    public async Task How_somebody_came_into_a_group_is_said_as_it_was(MembershipOrigin origin, string words)
    {
        await using var rig = await ServerRig.FilledAsync(Tests.Token);
        var platform = rig.Server.Muster.Database.Platform;
        var revision = await platform.RevisionAsync(Tests.Token);
        var user = await platform.UserPageAsync(revision, new UserQuery { Limit = 1 }, Tests.Token).FirstAsync(Tests.Token);
        var membership = await platform
            .MembershipPageAsync(revision, new MembershipQuery(user.Key) { Limit = 1 }, Tests.Token)
            .FirstAsync(Tests.Token);
        Assert.Equal(words, PersonWords.How(T, membership.Row with { Origin = origin, Via = 0 }));
    }

    [Fact]
    public async Task Trusting_a_certificate_takes_nothing_back_that_was_changed_meanwhile()
    {
        await using var rig = await ServerRig.FilledAsync(Tests.Token);
        var connections = rig.Server.Muster.Connections;
        var seen = (await connections.ListAsync(Tests.Token))[0];
        var client = Guid.NewGuid().ToString();
        await connections.UpdateAsync(seen with { ClientId = client }, null, "somebody else", Tests.Token);
        var before = (await connections.ListAsync(Tests.Token))[0].TrustedCertificatePem;
        foreach (var name in new[] { "first", "second", "first" })
            Assert.NotNull(
                await connections.TrustAsync(
                    seen.Key,
                    new("login.example:443", $"CN={name}", name, $"a {name} certificate"),
                    "Ada",
                    Tests.Token
                )
            );
        var after = (await connections.ListAsync(Tests.Token))[0];
        Assert.Equal(client, after.ClientId);
        Assert.Equal($"{before?.TrimEnd()}\na first certificate\na second certificate".TrimStart('\n'), after.TrustedCertificatePem);
        var entries = await rig
            .Server.Muster.Database.Audit.EntriesAsync(new AuditFilter { Action = TrustedCertificate.Action }, Tests.Token)
            .ToListAsync(Tests.Token);
        Assert.Equal(3, entries.Count);
        Assert.All(entries, entry => Assert.Contains("login.example:443", entry.Detail, StringComparison.Ordinal));
        Assert.Null(await connections.TrustAsync(seen.Key + 1_000, new("h", "s", "f", "p"), "Ada", Tests.Token));
    }

    [Fact]
    public async Task How_a_connection_reaches_its_directory_is_not_changed_by_whoever_saw_an_older_version()
    {
        await using var rig = await ServerRig.FilledAsync(Tests.Token);
        var connections = rig.Server.Muster.Connections;
        var seen = (await connections.ListAsync(Tests.Token))[0];
        var trusted = await connections.TrustAsync(seen.Key, new("login.example:443", "CN=mine", "f", "a certificate"), "Ada", Tests.Token);
        var secret = new Credential(CredentialKind.Secret, "another");
        Assert.Null(await connections.UpdateAsync(seen with { ClientId = "overwritten" }, secret, "Bob", Tests.Token));
        Assert.Equal(trusted, (await connections.ListAsync(Tests.Token))[0]);
        Assert.NotEqual(secret.Value, (await connections.CredentialAsync(seen.Key, Tests.Token)).Value);
        Assert.NotNull(await connections.UpdateAsync(trusted!, secret, "Bob", Tests.Token));
        Assert.Equal(secret.Value, (await connections.CredentialAsync(seen.Key, Tests.Token)).Value);
    }

    [Theory]
    [InlineData("new")]
    [InlineData(" New ")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("a\tb")]
    [InlineData("  ")]
    public void A_connection_is_not_called_so_that_its_page_could_not_be_opened(string name) => Assert.NotNull(ConnectionName.Fault(name));

    [Theory]
    [InlineData("news")]
    [InlineData(" contoso ")]
    [InlineData("...")]
    [InlineData("a.b")]
    public void Other_names_are_well(string name) => Assert.Null(ConnectionName.Fault(name));
}
