using Muster.Engine.Auditing;
using Muster.Server.Accounts;
using Muster.Server.Auditing;
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

    [Theory]
    [InlineData("?link=Paused&search=a%20b&rows=150", "?link=Paused&search=a%20b")]
    [InlineData("?search=x&link=&connection=corp", "?connection=corp&search=x")]
    [InlineData("", "")]
    [InlineData(null, "")]
    [InlineData("?rows=100", "")]
    public void A_view_is_the_filters_of_an_address_in_one_order(string? query, string filters) =>
        Assert.Equal(filters, ListView.Filters(query));

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
