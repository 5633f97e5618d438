using System.Globalization;
using System.Net;
using Microsoft.EntityFrameworkCore;
using Muster.Core.Platform;
using Muster.Server.Access;
using Muster.Testing;

namespace Muster.Server.Tests.Api;

/// <summary>What owners of groups may do for that alone: see and explain their groups, ask for exceptions, decide about held plans that change nothing else.</summary>
[Collection(TwoDirectoriesRig.Name)]
public sealed class GroupManagerTests(TwoDirectoriesRig rig)
{
    [Fact]
    public async Task An_owner_finds_the_own_groups_and_no_other_of_the_same_connection()
    {
        using var http = await rig.AsAsync("manager");
        var own = (await http.JsonAsync("/api/v1/me/groups")).GetProperty("items");
        Assert.Equal("corp crew", Assert.Single(own.EnumerateArray()).GetProperty("group").GetProperty("name").GetString());
        var of = rig.Two.Of["corp"];
        using var worker = await rig.AsAsync("Operator");
        var seen = (await http.JsonAsync($"/api/v1/groups/{of.Crew}/members")).GetProperty("items");
        Assert.True(seen.GetArrayLength() >= 6);
        Assert.Equal(
            (await worker.JsonAsync($"/api/v1/groups/{of.Crew}/members")).GetProperty("items").GetArrayLength(),
            seen.GetArrayLength()
        );
        var why = await http.JsonAsync($"/api/v1/explain?group={of.Crew}&user={TenantStory.Upn("corp-1")}");
        Assert.True(why.GetProperty("member").GetBoolean());
        using var other = await http.SendAsync("GET", $"/api/v1/groups/{of.Staff}");
        Assert.Equal(HttpStatusCode.NotFound, other.StatusCode);
        using var stranger = await http.SendAsync("GET", $"/api/v1/explain?group={of.Crew}&user={TenantStory.Upn("lab-1")}");
        Assert.Equal(HttpStatusCode.NotFound, stranger.StatusCode);
        Assert.Empty(
            (await http.JsonAsync($"/api/v1/explain/memberships?user={TenantStory.Upn("corp-1")}")).GetProperty("items").EnumerateArray()
        );
    }

    [Fact]
    public async Task What_an_owner_asks_for_is_taken_by_who_may_work_there_and_both_names_are_in_the_audit_log()
    {
        var id = await rig.AskAsync("corp", "corp-eve");
        using var worker = await rig.AsAsync("Operator");
        var waiting = await worker.JsonAsync("/api/v1/requests?state=waiting");
        Assert.Contains(waiting.GetProperty("items").EnumerateArray(), row => row.GetProperty("id").GetInt64() == id);
        Assert.DoesNotContain(waiting.GetProperty("items").EnumerateArray(), row => row.GetProperty("groupName").GetString() == "lab crew");
        using (var reader = await rig.AsAsync("Auditor"))
        using (var refused = await reader.SendAsync("POST", $"/api/v1/requests/{id}/take", "{}"))
            Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        using var taken = await worker.SendAsync("POST", $"/api/v1/requests/{id}/take", "{}");
        Assert.True(taken.StatusCode == HttpStatusCode.OK, await taken.Content.ReadAsStringAsync(Tests.Token));
        var exception = (
            await worker.JsonAsync($"/api/v1/exceptions?group={rig.Two.Of["corp"].Crew}&user={TenantStory.Upn("corp-eve")}")
        ).GetProperty("items")[0];
        Assert.Contains("asked for by Test None", exception.GetProperty("reason").GetString(), StringComparison.Ordinal);
        using var again = await worker.SendAsync("POST", $"/api/v1/requests/{id}/take", "{}");
        Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
        using var asker = await rig.AsAsync("manager");
        Assert.Equal("taken", (await asker.JsonAsync($"/api/v1/requests/{id}")).GetProperty("state").GetString());
        using var owner = await rig.WithTokenAsync("owner@example.com");
        var entry = (await owner.JsonAsync("/api/v1/audit?action=request.taken")).GetProperty("items")[0].ToString();
        Assert.Contains("Test None (token test)", entry, StringComparison.Ordinal);
        Assert.Contains("asker", entry, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_has_a_reason_that_the_asker_sees_and_what_waits_is_asked_for_once()
    {
        var id = await rig.AskAsync("corp", "corp-olga");
        using var asker = await rig.AsAsync("manager");
        var body =
            $$"""{"group":{{rig.Two.Of["corp"].Crew}},"user":"{{TenantStory.Upn("corp-olga")}}","kind":"include","reason":"x","until":"{{TimeProvider.System.GetUtcNow().AddDays(3):O}}"}""";
        using var twice = await asker.SendAsync("POST", "/api/v1/requests", body);
        Assert.Contains("asked for already", await twice.Content.ReadAsStringAsync(Tests.Token), StringComparison.Ordinal);
        using var worker = await rig.AsAsync("Operator");
        using var refused = await worker.SendAsync("POST", $"/api/v1/requests/{id}/refuse", """{"reason":"The crew is full"}""");
        Assert.Equal(HttpStatusCode.OK, refused.StatusCode);
        Assert.Equal("The crew is full", (await asker.JsonAsync($"/api/v1/requests/{id}")).GetProperty("answer").GetString());
    }

    [Fact]
    public async Task A_request_lapses_when_who_asked_owns_the_group_no_more()
    {
        var mail = await rig.Two.Rig.AccountAsync(nameof(Role.None), Tests.Token, mail: "manager.leaves@example.com");
        await rig.Two.TieAsync(mail, rig.Two.Of["corp"].Owner, Tests.Token);
        using var asker = await rig.WithTokenAsync(mail);
        var body =
            $$"""{"group":{{rig.Two.Of["corp"].Crew}},"user":"{{TenantStory.Upn("corp-2")}}","kind":"exclude","reason":"x","until":"{{TimeProvider.System.GetUtcNow().AddDays(3):O}}"}""";
        using var asked = await asker.SendAsync("POST", "/api/v1/requests", body);
        var id = (await asked.BodyAsync()).GetProperty("id").GetInt64();
        await using (var accounts = await rig.Contexts.CreateDbContextAsync(Tests.Token))
            await accounts
                .Users.Where(row => row.Email == mail)
                .ExecuteUpdateAsync(row => row.SetProperty(it => it.PlatformUser, (int?)null), Tests.Token);
        using var worker = await rig.AsAsync("Operator");
        await worker.JsonAsync("/api/v1/requests");
        var lapsed = await worker.JsonAsync($"/api/v1/requests/{id}");
        Assert.Equal("lapsed", lapsed.GetProperty("state").GetString());
        Assert.Contains("does not own the group", lapsed.GetProperty("answer").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_owner_asks_only_about_people_of_the_connection_and_takes_back_only_what_is_theirs()
    {
        using var asker = await rig.AsAsync("manager");
        var body =
            $$"""{"group":{{rig.Two.Of["corp"].Crew}},"user":"{{TenantStory.Upn("lab-1")}}","kind":"include","reason":"x","until":"{{TimeProvider.System.GetUtcNow().AddDays(3):O}}"}""";
        using var stranger = await asker.SendAsync("POST", "/api/v1/requests", body);
        Assert.Equal(HttpStatusCode.NotFound, stranger.StatusCode);
        using var theirs = await asker.SendAsync("POST", $"/api/v1/requests/{rig.Requests["lab"]}/withdraw", "{}");
        Assert.Equal(HttpStatusCode.NotFound, theirs.StatusCode);
        var id = await rig.AskAsync("corp", "corp-3", "exclude");
        using var back = await asker.SendAsync("POST", $"/api/v1/requests/{id}/withdraw", "{}");
        Assert.Equal("withdrawn", (await back.BodyAsync()).GetProperty("state").GetString());
    }

    [Fact]
    public async Task An_owner_releases_a_held_plan_that_changes_own_groups_only_and_never_one_they_made()
    {
        var (lab, database) = (rig.Two.Of["lab"], rig.Two.Rig.Server.Muster.Database);
        var plan = await database.Plans.FindAsync(lab.Plan, Tests.Token);
        var maker = await rig.Two.Rig.AccountAsync(nameof(Role.None), Tests.Token, mail: "maker.lab@example.com");
        await rig.Two.TieAsync(maker, lab.Owner, Tests.Token);
        await using (var accounts = await rig.Contexts.CreateDbContextAsync(Tests.Token))
            await accounts
                .Users.Where(row => row.Email == maker)
                .ExecuteUpdateAsync(row => row.SetProperty(it => it.DisplayName, plan!.MadeBy), Tests.Token);
        var address = string.Create(CultureInfo.InvariantCulture, $"/api/v1/plans/{lab.Plan}/approve");
        using (var http = await rig.WithTokenAsync(maker))
        using (var own = await http.SendAsync("POST", address, """{"reason":"x"}""", ApiHttp.Key()))
            Assert.Equal(HttpStatusCode.Forbidden, own.StatusCode);
        using (var other = await rig.AsAsync("manager"))
        using (var foreign = await other.SendAsync("POST", address, """{"reason":"x"}""", ApiHttp.Key()))
            Assert.Equal(HttpStatusCode.NotFound, foreign.StatusCode);
        using var manager = await rig.WithTokenAsync("manager.lab@example.com");
        using var released = await manager.SendAsync("POST", address, """{"reason":"The crew was dissolved"}""", ApiHttp.Key());
        var end = await manager.EndOfAsync(released);
        Assert.Equal($"/api/v1/runs/{lab.Run}", end.GetProperty("result").GetString());
        var run = await manager.JsonAsync($"/api/v1/runs/{lab.Run}");
        Assert.Equal("applied", run.GetProperty("outcome").GetString());
    }

    [Fact]
    public async Task Where_owners_are_no_managers_they_have_nothing()
    {
        var ownership = new Ownership(rig.Two.Rig.Server.Muster);
        Assert.NotEmpty(await ownership.GroupsAsync(rig.Two.Of["corp"].Owner, Tests.Token));
        await rig.Two.Rig.Tenant.SetAsync("ownerPermissions", OwnerPermissions.Word(OwnerPermission.MemberViewer), Tests.Token);
        try
        {
            Assert.Empty(await ownership.GroupsAsync(rig.Two.Of["corp"].Owner, Tests.Token));
            using var http = await rig.AsAsync("manager");
            using var answer = await http.SendAsync("GET", $"/api/v1/groups/{rig.Two.Of["corp"].Crew}");
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        }
        finally
        {
            await rig.Two.Rig.Tenant.SetAsync("ownerPermissions", OwnerPermissions.Word(OwnerPermission.GroupManager), Tests.Token);
        }
    }
}
