using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Muster.Core.Importing;
using Muster.Engine.Auditing;
using Muster.Engine.Connections;
using Muster.Engine.Platform;
using Muster.Engine.Runs;
using Muster.Server.Accounts;
using Muster.Server.Connections;
using Muster.Server.FirstRun;
using Muster.Server.Runs;
using Muster.Server.Ui;
using Muster.Testing;

namespace Muster.Server.Tests;

/// <summary>What a new server checks of itself and remembers of its set-up, and what is kept of a connection that is being made.</summary>
public sealed class NewServerTests(NewServerTests.Fresh fresh) : IClassFixture<NewServerTests.Fresh>
{
    private IServiceProvider Services => fresh.Rig.Server.Services;

    [Fact]
    public async Task Database_and_keys_are_really_tried()
    {
        var checks = Services.GetRequiredService<ServerChecks>();
        Assert.True((await checks.DatabaseAsync(Texts.English, Tests.Token)).Works);
        var keys = checks.Keys(Texts.English);
        Assert.True(keys.Works, keys.Words);
        var (kept, moved) = (keys.Where, keys.Where + ".away");
        File.Move(kept, moved);
        try
        {
            Assert.Contains("key file is gone", checks.Keys(Texts.English).Words, StringComparison.Ordinal);
            // Another key: what is encrypted now could not be read after a restart.
            await File.WriteAllTextAsync(kept, Convert.ToBase64String(new byte[32]), Tests.Token);
            Mode(kept, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            var other = checks.Keys(Texts.English);
            Assert.False(other.Works, other.Words);
        }
        finally
        {
            File.Move(moved, kept, overwrite: true);
        }
        Mode(kept, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        // A platform may hand the file over so: said, and no reason to stand in the way of the set-up.
        var readable = checks.Keys(Texts.English);
        Assert.True(readable.Works);
        Assert.Contains("chmod 600", readable.Words, StringComparison.Ordinal);
        Mode(kept, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Assert.DoesNotContain("chmod", checks.Keys(Texts.English).Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_refuses_to_be_written_is_said_so()
    {
        var contexts = Services.GetRequiredService<IDbContextFactory<AccountsContext>>();
        await using (var context = await contexts.CreateDbContextAsync(Tests.Token))
            await context.Database.ExecuteSqlRawAsync(
                "CREATE TRIGGER refuse BEFORE UPDATE ON setup BEGIN SELECT RAISE(ABORT, 'the disk is full'); END",
                Tests.Token
            );
        try
        {
            var check = await Services.GetRequiredService<ServerChecks>().DatabaseAsync(Texts.English, Tests.Token);
            Assert.False(check.Works);
            // Whoever comes first reads the words: what the machine said, with its places, is for owners.
            Assert.Contains("the disk is full", check.Cause, StringComparison.Ordinal);
            Assert.DoesNotContain("the disk is full", check.Words, StringComparison.Ordinal);
            Assert.Contains("load this page again", check.Words, StringComparison.Ordinal);
        }
        finally
        {
            await using var context = await contexts.CreateDbContextAsync(Tests.Token);
            await context.Database.ExecuteSqlRawAsync("DROP TRIGGER refuse", Tests.Token);
        }
    }

    [Fact]
    public async Task Address_and_time_zone_are_on_record_and_there_again_after_a_restart()
    {
        var facts = Services.GetRequiredService<ServerFacts>();
        var owner = await SignInDesk.OwnerAsync(fresh.Rig);
        await SaveAsync(new(new("https://muster.example.com/"), "Europe/Vienna"));
        await SaveAsync(new(new("https://muster.example.org/"), "Europe/Vienna"));
        var again = ActivatorUtilities.CreateInstance<ServerFacts>(Services);
        await again.LoadAsync(Tests.Token);
        Assert.Equal(("https://muster.example.org/", "Europe/Vienna"), (again.Address?.ToString(), again.TimeZone));
        Assert.Equal(new Uri("https://muster.example.org/"), Services.GetRequiredService<Notifications.PublicAddress>().Stated);
        var entries = fresh.Rig.Server.Muster.Database.Audit.EntriesAsync(new AuditFilter { Action = "server.setUp" }, Tests.Token);
        Assert.Equal(2, await entries.CountAsync(Tests.Token));
        // The address that is set is one fact, that from which it was set another.
        await foreach (var entry in entries)
        {
            var names = JsonNode.Parse(entry.Detail)!.AsObject().Select(fact => fact.Key).ToList();
            Assert.Equal(names.Distinct(StringComparer.OrdinalIgnoreCase), names);
            Assert.Contains("publicAddress", names);
        }
        await SaveAsync(StatedFacts.None);

        Task<bool> SaveAsync(StatedFacts stated) => facts.SaveAsync(owner.Id, owner.DisplayName, facts.Stated, stated, Tests.Token);
    }

    [Fact]
    public async Task A_draft_is_there_after_a_restart_without_its_credential_and_two_windows_do_not_write_over_each_other()
    {
        var owner = (await SignInDesk.OwnerAsync(fresh.Rig)).Id;
        var drafts = Services.GetRequiredService<ConnectionDrafts>();
        var mine = new ConnectionDraft
        {
            Name = "contoso",
            Tenant = "contoso.com",
            Kind = CredentialKind.Secret,
            Credential = new(CredentialKind.Secret, "very-secret-value"),
            Rule = new("People", "", "", [], ["6e7b768e-07e2-4810-8459-485f84f8f204"]),
        };
        Assert.True(await drafts.KeepAsync(owner, mine, Tests.Token));
        var other = await ActivatorUtilities.CreateInstance<ConnectionDrafts>(Services).OfAsync(owner, 0, Tests.Token);
        Assert.Equal(("contoso", "contoso.com", CredentialKind.Secret), (other.Name, other.Tenant, other.Kind));
        Assert.Equal(mine.Rule.People, other.Rule!.People);
        Assert.Null(other.Credential);
        await using (
            var context = await Services.GetRequiredService<IDbContextFactory<AccountsContext>>().CreateDbContextAsync(Tests.Token)
        )
            Assert.DoesNotContain(
                "very-secret-value",
                (await context.KeptTexts.SingleAsync(row => row.Kind == ConnectionDrafts.Kind, Tests.Token)).Text,
                StringComparison.Ordinal
            );
        other.Name = "other";
        Assert.True(await drafts.KeepAsync(owner, other, Tests.Token));
        Assert.False(await drafts.KeepAsync(owner, mine, Tests.Token));
        Assert.Equal("other", (await drafts.OfAsync(owner, 0, Tests.Token)).Name);
        // Thrown away is only one's own, as it was seen.
        Assert.True(await drafts.DiscardAsync(Guid.NewGuid(), other, Tests.Token));
        Assert.False(await drafts.DiscardAsync(owner, mine, Tests.Token));
        Assert.Equal("other", Assert.Single(await drafts.ListAsync(owner, Tests.Token)).Name);
        Assert.True(await drafts.DiscardAsync(owner, other, Tests.Token));
        Assert.Empty(await drafts.ListAsync(owner, Tests.Token));
        Assert.True(await drafts.KeepAsync(owner, new() { Name = "anew" }, Tests.Token));
        await drafts.ForgetAsync(owner, 0, Tests.Token);
        Assert.Empty(await drafts.ListAsync(owner, Tests.Token));
    }

    [Fact]
    public async Task Keeping_who_is_imported_imports_nobody_and_writes_over_nobody()
    {
        var muster = fresh.Rig.Server.Muster;
        var seen = (
            await muster.Connections.AddAsync(
                new()
                {
                    Name = "kept",
                    TenantId = "contoso.com",
                    ClientId = Guid.NewGuid().ToString(),
                    Credential = CredentialKind.Secret,
                    GraphUrl = new Uri("https://graph.microsoft.com/v1.0"),
                    Authority = new Uri("https://login.microsoftonline.com/"),
                },
                new(CredentialKind.Secret, "secret"),
                "Ada",
                Tests.Token
            )
        )!;
        await muster.KeepImportRuleAsync(seen, new ImportRule.Everyone(), "Ada", Tests.Token);
        Assert.IsType<ImportRule.Everyone>((await muster.Connections.FindAsync("kept", Tests.Token))!.ImportRule);
        var revision = await muster.Database.Platform.RevisionAsync(Tests.Token);
        Assert.Equal(0, await muster.Database.Platform.CountUsersAsync(revision, new UserQuery(), Tests.Token));
        Assert.Empty(await muster.Database.Runs.ListAsync(new RunFilter { Limit = 10 }, Tests.Token));
        // Seen before Ada kept it: asked for the same it is well, asked for another it is refused.
        await muster.KeepImportRuleAsync(seen, new ImportRule.Everyone(), "Bo", Tests.Token);
        var condition = new ImportRule.Where(UserConditionParser.Parse("department = \"IT\"").Condition!);
        var refused = await Assert.ThrowsAsync<WorkFailedException>(() => muster.KeepImportRuleAsync(seen, condition, "Bo", Tests.Token));
        Assert.Contains("In force now: everyone", refused.Message, StringComparison.Ordinal);
        await muster.KeepImportRuleAsync((await muster.Connections.FindAsync("kept", Tests.Token))!, condition, "Bo", Tests.Token);
        Assert.IsType<ImportRule.Where>((await muster.Connections.FindAsync("kept", Tests.Token))!.ImportRule);
    }

    private static void Mode(string file, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(file, mode);
    }

    /// <summary>A server that has an owner, and nothing else.</summary>
    public sealed class Fresh : IAsyncLifetime
    {
        public ServerRig Rig { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Rig = await ServerRig.EmptyAsync(CancellationToken.None);
            await Rig.AccountAsync("Owner", CancellationToken.None);
        }

        public async ValueTask DisposeAsync() => await Rig.DisposeAsync();
    }
}
