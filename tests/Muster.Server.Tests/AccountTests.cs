using Microsoft.Extensions.DependencyInjection;
using Muster.Server.Access;
using Muster.Server.Accounts;
using Muster.Server.Runs;
using Muster.Server.SignIn;
using Muster.Testing;

namespace Muster.Server.Tests;

public sealed class AccountTests
{
    [Theory]
    [InlineData(59, "94287082")]
    [InlineData(1111111109, "07081804")]
    [InlineData(1234567890, "89005924")]
    [InlineData(20000000000, "65353130")]
    public void Codes_are_those_of_the_standard(long seconds, string eightDigits) =>
        Assert.Equal(eightDigits[2..], Totp.Code("12345678901234567890"u8, Totp.Step(DateTimeOffset.FromUnixTimeSeconds(seconds))));

    [Fact]
    public void A_code_works_once_and_half_a_minute_to_either_side()
    {
        var secret = "12345678901234567890"u8;
        var at = DateTimeOffset.FromUnixTimeSeconds(1_111_111_109);
        var step = Totp.Step(at);
        foreach (var near in new[] { step - 1, step, step + 1 })
            Assert.Equal(near, Totp.Accept(secret, Totp.Code(secret, near), at, 0));
        Assert.Null(Totp.Accept(secret, Totp.Code(secret, step - 2), at, 0));
        Assert.Null(Totp.Accept(secret, Totp.Code(secret, step), at, step));
        Assert.Null(Totp.Accept(secret, "", at, 0));
    }

    [Fact]
    public void A_secret_is_written_as_apps_read_it() => Assert.Equal("MZXW6YTBOI", Totp.Text("foobar"u8));

    [Theory]
    [InlineData("/guard-rails?connection=a", "/guard-rails?connection=a")]
    [InlineData("//evil.example", "/")]
    [InlineData("https://evil.example", "/")]
    [InlineData("/\\evil.example", "/")]
    [InlineData("/a\r\nSet-Cookie: b", "/")]
    [InlineData(null, "/")]
    public void A_detour_never_ends_at_another_host(string? asked, string goes) => Assert.Equal(goes, LocalAddress.Of(asked));

    [Fact]
    public async Task Of_two_owners_who_take_the_role_from_each_other_at_once_one_stays()
    {
        await using var rig = await ServerRig.EmptyAsync(Tests.Token);
        await rig.AccountAsync(nameof(Role.Owner), Tests.Token);
        var desk = rig.Server.Services.GetRequiredService<AccountDesk>();
        var first = (await desk.ListAsync(Tests.Token))[0];
        await desk.AddAsync(new(first.Id, "Test", Role.Owner, true, null, null), "Zoe", "zoe@example.com", Role.Owner, false, Tests.Token);
        var owners = await desk.ListAsync(Tests.Token);
        Caller Of(Account account) => new(account.Id, account.DisplayName, account.Role, account.Approver, null, null);

        var attempts = await Task.WhenAll(
            Tried(() => desk.ChangeAsync(Of(owners[0]), owners[1].Id, Role.Auditor, false, Tests.Token)),
            Tried(() => desk.DisableAsync(Of(owners[1]), owners[0].Id, true, Tests.Token))
        );

        Assert.Equal([false, true], attempts.Order());
        Assert.Single(await desk.ListAsync(Tests.Token), account => account.Role == Role.Owner && !account.Disabled);
    }

    [Fact]
    public async Task Nobody_gives_or_takes_more_than_they_have_and_no_token_goes_beyond_its_owner()
    {
        await using var rig = await ServerRig.EmptyAsync(Tests.Token);
        await rig.AccountAsync(nameof(Role.Owner), Tests.Token);
        var desk = rig.Server.Services.GetRequiredService<AccountDesk>();
        var owner = (await desk.ListAsync(Tests.Token))[0];
        var operatorCaller = new Caller(owner.Id, "Op", Role.Operator, false, null, null);
        await Assert.ThrowsAsync<WorkFailedException>(() =>
            desk.AddAsync(operatorCaller, "New", "new@example.com", Role.Administrator, false, Tests.Token)
        );
        await Assert.ThrowsAsync<WorkFailedException>(() =>
            desk.AddAsync(operatorCaller, "New", "new@example.com", Role.Auditor, true, Tests.Token)
        );
        await Assert.ThrowsAsync<WorkFailedException>(() => desk.ResetAsync(operatorCaller, owner.Id, false, Tests.Token));
        var tokens = rig.Server.Services.GetRequiredService<TokenDesk>();
        var (_, secret, faults) = await tokens.MakeAsync(
            operatorCaller,
            "x",
            Role.Owner,
            TimeProvider.System.GetUtcNow().AddDays(400),
            Tests.Token
        );
        Assert.Null(secret);
        Assert.Equal(["ends", "scope"], faults.Keys.Order());
    }

    [Fact]
    public async Task Of_a_token_only_its_hash_is_kept()
    {
        await using var rig = await ServerRig.EmptyAsync(Tests.Token);
        await rig.AccountAsync(nameof(Role.Owner), Tests.Token);
        var owner = (await rig.Server.Services.GetRequiredService<AccountDesk>().ListAsync(Tests.Token))[0];
        var caller = new Caller(owner.Id, owner.DisplayName, Role.Owner, false, null, null);
        var ends = TimeProvider.System.GetUtcNow().AddDays(30);
        var (_, secret, _) = await rig
            .Server.Services.GetRequiredService<TokenDesk>()
            .MakeAsync(caller, "Report", Role.Auditor, ends, Tests.Token);
        var desk = rig.Server.Services.GetRequiredService<TokenDesk>();
        var kept = Assert.Single(await desk.PageAsync(new OwnTokens(owner.Id), null, 10, Tests.Token));
        Assert.Equal(Secrets.Hash(secret!), kept.SecretHash);
        await foreach (var entry in rig.Server.Muster.Database.Audit.EntriesAsync(0, Tests.Token))
            Assert.DoesNotContain(secret!, entry.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Guessing_is_counted_and_cannot_fill_the_disk()
    {
        await using var rig = await ServerRig.EmptyAsync(Tests.Token, clock: new SteppedClock(TimeProvider.System.GetUtcNow()));
        var failures = rig.Server.Services.GetRequiredService<FailureLog>();
        for (var i = 0; i < FailureLog.MostPairs + 40; i++)
            await failures.NoteAsync($"name {i}".PadRight(i % 300, 'x'), "192.0.2.1", Tests.Token);
        for (var i = 0; i < 7; i++)
            await failures.NoteAsync("name 3", "192.0.2.1", Tests.Token);
        var rows = await failures.PageAsync(DateTimeOffset.UnixEpoch, null, 5000, Tests.Token);
        Assert.Equal(FailureLog.MostPairs + 47, await failures.AttemptsAsync(DateTimeOffset.UnixEpoch, Tests.Token));
        Assert.InRange(rows.Count, 900, FailureLog.MostPairs + 1);
        Assert.All(rows, row => Assert.InRange(row.Name.Length, 1, 100));
        Assert.Contains(rows, row => row.Name == FailureLog.Others);
    }

    private static async Task<bool> Tried(Func<Task> work)
    {
        try
        {
            await work();
            return true;
        }
        catch (WorkFailedException)
        {
            return false;
        }
    }
}
