using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Muster.Engine.Auditing;
using Muster.Server.Accounts;
using Muster.Server.Auditing;
using Muster.Server.Notifications;
using Muster.Server.Runs;
using Muster.Server.Tests.Api;
using Muster.Server.Ui;
using Muster.Server.Views;

namespace Muster.Server.Tests;

/// <summary>From where something was done, as far as the audit log tells; and views of lists.</summary>
[Collection(ApiRig.Name)]
public sealed class EntryOriginTests(ApiRig rig)
{
    private static readonly DateTimeOffset At = new(2026, 5, 4, 3, 2, 1, TimeSpan.Zero);

    [Theory]
    [InlineData("Ada", """{"role":"Owner","through":"app","address":"192.0.2.7"}""", "app, 192.0.2.7")]
    [InlineData("Ada (token ci)", """{"through":"api","address":"192.0.2.7"}""", "API, 192.0.2.7")]
    [InlineData("Ada (token ci)", "{}", "API")]
    [InlineData("schedule", "{}", "schedule")]
    [InlineData("schedule", """{"through":"commandLine"}""", "schedule")]
    [InlineData("change notification", """{"through":"notification"}""", "change notification")]
    [InlineData("root@box", """{"run":7,"through":"commandLine"}""", "command line on box")]
    [InlineData("Ada", """{"through":"commandLine"}""", "command line")]
    [InlineData("Ada", """{"reason":"\"through\":\"api\""}""", "")]
    [InlineData("root@box", "{}", "command line on box")]
    [InlineData("Ada Lovelace", "{}", "")]
    [InlineData("Ada <ada@example.com>", "{}", "")]
    public async Task An_origin_is_what_stands_in_the_entry_or_follows_from_who_did_it(string actor, string detail, string origin)
    {
        var origins = await EntryOrigins.LoadAsync(rig.Server.Server.Muster.Database.Audit, [], Tests.Token);
        Assert.Equal(origin, origins.Of(Texts.English, new AuditEntry(1, At, actor, "group.linked", "crew", detail, "", "")));
    }

    [Fact]
    public async Task What_a_person_did_in_the_app_goes_back_to_the_sign_in_before_it()
    {
        var audit = rig.Server.Server.Muster.Database.Audit;
        await audit.AppendAsync("Zoe Traveller", "account.signedIn", "zoe@example.com", [("from", "192.0.2.9")], Tests.Token);
        var signIn = await audit.EntriesAsync(new AuditFilter { Actor = "Zoe Traveller" }, Tests.Token).SingleAsync(Tests.Token);
        AuditEntry Later(TimeSpan after, long number) =>
            signIn with
            {
                Number = signIn.Number + number,
                At = signIn.At + after,
                Action = "settings.saved",
                Detail = "{}",
            };
        var (soon, late, before) = (Later(TimeSpan.FromHours(1), 1), Later(SessionTickets.Longest * 2, 2), Later(TimeSpan.Zero, -1));
        var origins = await EntryOrigins.LoadAsync(audit, [soon, late, before], Tests.Token);
        Assert.Equal("app, signed in from 192.0.2.9", origins.Of(Texts.English, soon));
        Assert.Equal("", origins.Of(Texts.English, late));
        Assert.Equal("", origins.Of(Texts.English, before));
    }

    [Fact]
    public async Task What_a_token_begins_says_so_to_its_end_and_what_the_schedule_or_a_notification_begins_meanwhile_does_not()
    {
        var (services, muster) = (rig.Server.Server.Services, rig.Server.Server.Muster);
        var last = await LastAsync();
        using var http = rig.As("Administrator");
        await http.EndOfAsync(await http.SendAsync("POST", "/api/v1/sync", """{"connection":"corp"}""", ApiHttp.Key()));
        using var paused = await http.SendAsync("POST", "/api/v1/connections/corp/schedule/pause", """{"reason":"Moving house"}""");
        using var resumed = await http.SendAsync("POST", "/api/v1/connections/corp/schedule/resume", "{}");
        Assert.Equal(HttpStatusCode.OK, resumed.StatusCode);
        var asked = await BehindAsync(last);
        Assert.Superset(new HashSet<string>(["run.ended", "settings.changed"]), asked.Select(entry => entry.Action).ToHashSet());
        Assert.All(asked, entry => Assert.Equal(new DeedOrigin("api", "127.0.0.1"), DeedOrigin.In(entry)));
        var shown = (await rig.As("Auditor").JsonAsync($"/api/v1/audit?action=run.ended&limit=500"))
            .GetProperty("items")
            .EnumerateArray()
            .Last();
        Assert.Equal(("api", "127.0.0.1"), (shown.GetProperty("through").GetString(), shown.GetProperty("address").GetString()));

        // As it is while a request is answered that changes a schedule, or that says that something changed.
        DeedOrigin.Current = new("api", "192.0.2.9");
        last = await LastAsync();
        await new WokenSync(muster, services.GetRequiredService<SyncWork>()).ReadAsync(1, TimeProvider.System.GetUtcNow(), Tests.Token);
        var woken = await BehindAsync(last);
        Assert.NotEmpty(woken);
        Assert.All(woken, entry => Assert.Equal(DeedOrigin.Notification, DeedOrigin.In(entry)));
        Assert.Equal("192.0.2.9", DeedOrigin.Current?.Address);
    }

    [Theory]
    [InlineData("?link=Paused&search=a%20b&rows=150", "?link=Paused&search=a%20b")]
    [InlineData("?search=x&link=&connection=corp", "?connection=corp&search=x")]
    [InlineData("", "")]
    [InlineData(null, "")]
    [InlineData("?rows=100", "")]
    [InlineData("?tab=runs&state=failed&before=812", "?state=failed&tab=runs")]
    public void A_view_is_the_filters_of_an_address_in_one_order(string? query, string filters) =>
        Assert.Equal(filters, ListView.Filters(query));

    private async Task<long> LastAsync() => (await BehindAsync(0)).Max(entry => entry.Number);

    private async Task<List<AuditEntry>> BehindAsync(long number) =>
        await rig.Server.Server.Muster.Database.Audit.EntriesAsync(number, Tests.Token).ToListAsync(Tests.Token);

    [Theory]
    [InlineData("{\"query\":\"?a=b\"}", "?a=b")]
    [InlineData("{\"query\":\"//evil.example\"}", "")]
    [InlineData("{}", null)]
    [InlineData("[", null)]
    public void A_kept_text_that_is_no_view_is_none_and_leads_nowhere_else(string text, string? query)
    {
        var kept = new KeptText
        {
            Account = Guid.Empty,
            Kind = ListView.Kind("groups"),
            Name = "mine",
            Text = text,
            Version = 1,
            ChangedAt = At,
        };
        Assert.Equal(query, ListView.Of(kept)?.Query);
    }
}
