using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Muster.Server.Access;
using Muster.Server.Accounts;
using Muster.Server.Exporting;
using Muster.Testing;

namespace Muster.Server.Tests;

/// <summary>Lists that go out as files.</summary>
public sealed class ExportTests
{
    [Fact]
    public async Task Nothing_leaves_before_the_audit_log_has_it()
    {
        await using var rig = await ServerRig.EmptyAsync(Tests.Token);
        await rig.AccountAsync(nameof(Role.Owner), Tests.Token);
        var owner = SignInDesk.CallerOf(await SignInDesk.OwnerAsync(rig));
        var (token, _, _) = await rig
            .Server.Services.GetRequiredService<TokenDesk>()
            .MakeAsync(owner, "Report", Role.Auditor, TimeProvider.System.GetUtcNow().AddDays(1), Tests.Token);
        var desk = ActivatorUtilities.CreateInstance<ExportDesk>(rig.Server.Services, new FullAuditLog());
        var context = new DefaultHttpContext
        {
            User = new(
                new ClaimsIdentity(
                    [new(ClaimTypes.NameIdentifier, owner.Account.ToString()), new(SessionClaims.Token, token!.Id.ToString())],
                    "test"
                )
            ),
        };
        using var body = new MemoryStream();
        context.Response.Body = body;
        var table = new ExportTable("people", ["name"], new object?[][] { ["Ada"] }.ToAsyncEnumerable(), []);
        await Assert.ThrowsAsync<IOException>(() => desk.SendAsync(context, table, "csv"));
        Assert.Equal(0, body.Length);
    }

    [Fact]
    public async Task Whoever_sits_at_a_browser_proves_who_they_are_before_a_list_goes_out()
    {
        var clock = new SteppedClock(TimeProvider.System.GetUtcNow());
        await using var rig = await ServerRig.FilledAsync(Tests.Token, clock: clock);
        using var browser = new PlainBrowser(rig.Address, Tests.Token);
        await browser.SignInAsync("owner@example.com", ServerRig.Password);
        using (var fresh = await browser.GetAsync("/export/groups.csv"))
            Assert.Equal(HttpStatusCode.OK, fresh.StatusCode);
        clock.Step(CircuitAccess.ProofLasts + TimeSpan.FromSeconds(1));
        foreach (
            var list in new[]
            {
                "/export/groups.csv",
                "/export/members.csv?group=1",
                "/export/users.xlsx",
                "/export/runs.jsonl",
                "/export/plans.csv",
                "/export/problems.csv",
                "/export/accounts.csv",
                "/export/differences.csv?at=revision:1",
                "/plans/1/steps.csv",
                "/audit/export.jsonl",
                "/audit/export.csv",
            }
        )
        {
            using var stale = await browser.GetAsync(list);
            Assert.Equal(HttpStatusCode.Redirect, stale.StatusCode);
            Assert.Equal($"/confirm?to={Uri.EscapeDataString(list)}", stale.Headers.Location?.ToString());
        }
        using (var program = await browser.GetAsync("/api/v1/export/users?format=csv"))
            Assert.Equal(HttpStatusCode.Forbidden, program.StatusCode);
        using var proved = await browser.SubmitAsync("/confirm?to=/export/groups.csv", ("Form.Password", ServerRig.Password));
        using var sent = await browser.GetAsync(proved.Headers.Location!.ToString());
        Assert.Equal(HttpStatusCode.OK, sent.StatusCode);
    }
}
