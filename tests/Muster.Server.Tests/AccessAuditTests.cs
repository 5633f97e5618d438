using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Muster.Server.Access;
using Muster.Server.Accounts;
using Muster.Server.Runs;
using Muster.Testing;

namespace Muster.Server.Tests;

/// <summary>What the audit log and the list of failures have of coming and going: proofs, sign-outs, stopped work, refused rights.</summary>
public sealed class AccessAuditTests
{
    private const string Mail = "auditor@example.com";

    [Fact]
    public async Task A_proof_and_a_sign_out_are_recorded()
    {
        await using var rig = await StartAsync();
        using var browser = new PlainBrowser(rig.Address, Tests.Token);
        await browser.SignInAsync(Mail, ServerRig.Password);
        using (var proved = await browser.SubmitAsync("/confirm?to=/profile", ("Form.Password", ServerRig.Password)))
            Assert.EndsWith("/profile", proved.Headers.Location?.ToString(), StringComparison.Ordinal);
        using (var gone = await browser.SubmitAsync("/profile", "/sign-out"))
            Assert.Equal("/sign-in", gone.Headers.Location?.ToString());
        var entries = await rig.EntriesAsync();
        Assert.Equal(
            ["account.signedIn", "account.confirmed", "account.signedOut"],
            entries.Where(entry => entry.Subject == Mail).Select(entry => entry.Action)
        );
        Assert.Contains("password", entries.Single(entry => entry.Action == "account.confirmed").Detail, StringComparison.Ordinal);
        Assert.NotEqual(HttpStatusCode.OK, await browser.HomeAsync());
    }

    [Fact]
    public async Task A_refused_right_is_counted_with_who_asked_and_what_for()
    {
        await using var rig = await StartAsync();
        using var browser = new PlainBrowser(rig.Address, Tests.Token);
        await browser.SignInAsync(Mail, ServerRig.Password);
        for (var tries = 0; tries < 3; tries++)
            using (await browser.GetAsync("/accounts")) { }
        var failures = rig.Server.Services.GetRequiredService<FailureLog>();
        var row = Assert.Single(await failures.PageAsync(DateTimeOffset.UnixEpoch, null, 10, Tests.Token));
        Assert.Equal(("Refused: People, Test Auditor", 3), (row.Name, row.Count));
    }

    [Fact]
    public async Task Stopping_work_is_recorded_with_who_did_it_and_said_where_the_work_is_shown()
    {
        await using var rig = await StartAsync();
        await rig.AccountAsync(nameof(Role.Operator), Tests.Token);
        var runs = rig.Server.Services.GetRequiredService<LiveRuns>();
        var run = runs.Start(
            "Sync of contoso",
            "Ada",
            null,
            async (_, cancel) =>
            {
                await Task.Delay(Timeout.Infinite, cancel);
                return null;
            }
        );
        using var browser = new PlainBrowser(rig.Address, Tests.Token);
        await browser.SignInAsync("operator@example.com", ServerRig.Password);
        using var stopped = await browser.PostAsync($"/api/v1/work/{run.Number}/stop", "{}");
        Assert.Equal(HttpStatusCode.Accepted, stopped.StatusCode);
        var end = await run.EndAsync(Tests.Token);
        Assert.StartsWith("Stopped by Test Operator. ", end.Failure, StringComparison.Ordinal);
        var entry = Assert.Single(await rig.EntriesAsync(), entry => entry.Action == "work.stopped");
        Assert.Equal(("Test Operator", "Sync of contoso"), (entry.Actor, entry.Subject));
    }

    private static async Task<ServerRig> StartAsync()
    {
        var rig = await ServerRig.EmptyAsync(Tests.Token);
        await rig.AccountAsync(nameof(Role.Owner), Tests.Token);
        await rig.AccountAsync(nameof(Role.Auditor), Tests.Token);
        return rig;
    }
}
