using Muster.Engine.Reading;
using Muster.Engine.Syncing;
using Muster.GraphEmulator.Histories;
using Muster.GraphEmulator.Quirks;
using Muster.Testing.Simulation;
using static Muster.GraphEmulator.Histories.DirectoryOperation;
using static Muster.Simulation.Tests.Quirks.SmallTenant;

namespace Muster.Simulation.Tests.Quirks;

/// <summary>Faults that come and go, waits and refusals (sheet 5, 7 and 9).</summary>
public sealed class ServiceQuirkTests
{
    private static readonly IReadOnlyList<DirectoryOperation> Change = [new MemberRemove(Team, Ben, MemberKind.User), new UserDelete(Cid)];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<RetryAfterForm> Forms() => [.. Enum.GetValues<RetryAfterForm>()];

    [Fact]
    public async Task A_502_in_the_middle_of_a_long_read_is_waited_out()
    {
        await using var rig = await StartAsync(new() { BadGatewayOnce = true }, Change);
        var (_, spending) = await rig.ReadAsync(full: false, GroupNeed.All, Token);
        Assert.True(spending.Retries > 4, $"{spending}");
        Assert.Empty(await rig.FollowAsync());
    }

    [Fact]
    public async Task Right_data_under_a_400_is_not_taken_and_nothing_is_lost()
    {
        await using var rig = await StartAsync(new() { DataInRefusals = TimeSpan.FromHours(24) }, Change);
        var refused = await Assert.ThrowsAsync<DirectoryReadException>(() => rig.ReadAndCompareAsync());
        Assert.Equal(DirectoryFault.UnexpectedAnswer, refused.Fault);
        Assert.Empty((await rig.ViewAsync(Token)).Groups);

        rig.Clock.Move(TimeSpan.FromHours(25));

        Assert.Empty(await rig.FollowAsync());
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task A_429_is_waited_out_however_it_says_how_long(RetryAfterForm form)
    {
        var rule = new Dictionary<string, object>
        {
            ["path"] = "/v1.0/groups/delta",
            ["skip"] = 1,
            ["times"] = 2,
            ["status"] = 429,
        };
        await using var rig = await StartAsync(new() { RetryAfter = form }, Change);
        if (Text(form, rig.Clock.GetUtcNow()) is { } text)
            rule["retryAfter"] = text;
        await rig.FaultsAsync([rule], Token);

        var (_, spending) = await rig.ReadAsync(full: false, GroupNeed.All, Token);

        Assert.Equal(2, spending.Retries);
        Assert.Empty(await rig.FollowAsync());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public async Task Units_are_counted_as_the_answers_say_whatever_a_delta_request_costs(int cost)
    {
        await using var rig = await StartAsync(new() { DeltaCost = cost }, Change);
        var (_, spending) = await rig.ReadAsync(full: false, GroupNeed.All, Token);
        var counts = 2;
        Assert.Equal(((spending.Requests - counts) * cost) + counts, spending.ResourceUnits);
        Assert.Equal(rig.Host.State.ResourceUnits, spending.ResourceUnits);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_wrong_secret_is_named_whether_it_is_told_with_400_or_401(bool as400)
    {
        await using var rig = await StartAsync(new() { InvalidClientIs400 = as400 }, Change);
        Assert.Empty(await rig.ReadAndCompareAsync());
        await rig.ChangeSecretAsync("not the secret", Token);

        var refused = await Assert.ThrowsAsync<DirectoryReadException>(() => rig.ReadAndCompareAsync());

        Assert.Equal(DirectoryFault.SignInRefused, refused.Fault);
        Assert.Contains("client secret is wrong", refused.Message, StringComparison.Ordinal);
        Assert.Empty(await rig.CompareAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Groups_in_a_circle_are_read_whether_the_service_lets_them_be_made_or_not(bool refused)
    {
        await using var rig = await StartAsync(
            new() { CirclesRefused = refused },
            [new MemberAdd(Inner, Team, MemberKind.Group), .. Change]
        );
        Assert.Empty(await rig.FollowAsync());
    }

    [Fact]
    public async Task Codes_that_only_the_older_client_names_are_understood()
    {
        await using var rig = await StartAsync(new(), Change);
        await rig.FaultsAsync([Answering(503, "Directory_ReplicaUnavailable", times: 2)], Token);
        var (_, spending) = await rig.ReadAsync(full: false, GroupNeed.All, Token);
        await rig.FaultsAsync([Answering(403, "Authorization_IdentityNotFound", times: 9)], Token);

        var refused = await Assert.ThrowsAsync<DirectoryReadException>(() => rig.ReadAsync(full: true, GroupNeed.All, Token));

        Assert.Equal(2, spending.Retries);
        Assert.Equal(DirectoryFault.PermissionMissing, refused.Fault);
        Assert.Contains("no service principal", refused.Message, StringComparison.Ordinal);
        Assert.Empty(await rig.CompareAsync());
    }

    private static object Answering(int status, string code, int times) =>
        new
        {
            path = "/v1.0/groups/delta",
            times,
            status,
            body = new { error = new { code, message = "Said by the service." } },
        };

    private static Task<MirrorRig> StartAsync(ServiceQuirks quirks, params IReadOnlyList<DirectoryOperation>[] changes) =>
        SmallTenant.StartAsync(new QuirkSet { Service = quirks }, changes);

    private static string? Text(RetryAfterForm form, DateTimeOffset now) =>
        form switch
        {
            RetryAfterForm.Seconds => "1",
            RetryAfterForm.Fraction => "0.75",
            RetryAfterForm.Date => now.AddSeconds(2).ToString("R", System.Globalization.CultureInfo.InvariantCulture),
            _ => null,
        };
}
