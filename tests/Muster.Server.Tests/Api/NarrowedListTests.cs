using System.Net;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Muster.Server.Access;
using Muster.Testing;

namespace Muster.Server.Tests.Api;

/// <summary>What somebody with a role for one connection finds in lists, and how soon a role that is gone is gone.</summary>
[Collection(TwoDirectoriesRig.Name)]
public sealed partial class NarrowedListTests(TwoDirectoriesRig rig)
{
    public static TheoryData<string> Lists =>
        [
            "connections",
            "groups?withTotal=true",
            "groups/report",
            "users",
            "plans",
            "runs",
            "problems",
            "exceptions",
            "schedules",
            "status",
            "work",
            "explain/memberships?user=USER",
            "export/users",
            "export/groups",
            "export/plans?format=jsonl",
            "export/runs",
            "export/problems",
            "export/exceptions",
            "export/memberships?user=USER",
            "directory-groups",
        ];

    [Theory]
    [MemberData(nameof(Lists))]
    public async Task A_list_has_what_belongs_to_the_own_connection_and_nothing_of_the_other(string list)
    {
        using var http = await rig.AsAsync("Operator");
        var path =
            $"/api/v1/{list.Replace("withTotal=true", "", StringComparison.Ordinal).Replace("USER", TenantStory.Upn("corp-1"), StringComparison.Ordinal)}";
        using var answer = await http.SendAsync("GET", path);
        var text = await answer.Content.ReadAsStringAsync(Tests.Token);
        Assert.True(answer.IsSuccessStatusCode, text);
        Assert.Matches(Corp(), text);
        Assert.DoesNotMatch(Lab(), text);
    }

    [Fact]
    public async Task Counts_count_what_one_may_see()
    {
        using var http = await rig.AsAsync("Auditor");
        var status = await http.JsonAsync("/api/v1/status");
        Assert.Equal(2, status.GetProperty("groups").GetInt64());
        Assert.Equal(9, status.GetProperty("users").GetInt64());
        Assert.Equal(1, status.GetProperty("heldPlans").GetInt64());
        Assert.Equal(2, (await http.JsonAsync("/api/v1/groups?total=true")).GetProperty("total").GetInt64());
        Assert.Equal(9, (await http.JsonAsync("/api/v1/users?total=true&limit=2")).GetProperty("total").GetInt64());
        Assert.Equal(
            await StandingAsync(http),
            (await http.JsonAsync("/api/v1/groups/history")).GetProperty("items")[0].GetProperty("members").GetInt32()
        );
        foreach (var list in new[] { "plans", "runs" })
        {
            using var owner = await rig.WithTokenAsync("owner@example.com");
            var (mine, all) = (await TotalAsync(http, list), await TotalAsync(owner, list));
            Assert.InRange(mine, 1, all - 1);
        }
    }

    private static async Task<int> StandingAsync(HttpClient http) =>
        (await http.JsonAsync("/api/v1/groups"))
            .GetProperty("items")
            .EnumerateArray()
            .Sum(group => group.GetProperty("members").GetInt32());

    [Fact]
    public async Task Whoever_names_no_connection_is_asked_which_and_told_only_of_their_own()
    {
        using var http = await rig.AsAsync("Operator");
        using var answer = await http.SendAsync("POST", "/api/v1/sync", "{}", ApiHttp.Key());
        var text = await answer.Content.ReadAsStringAsync(Tests.Token);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("'corp'", text, StringComparison.Ordinal);
        Assert.DoesNotMatch(Lab(), text);
        using var limited = await http.SendAsync("POST", "/api/v1/sync", """{"connection":"corp","groups":["lab crew"]}""", ApiHttp.Key());
        Assert.Contains(
            "There is no group called 'lab crew'",
            await limited.Content.ReadAsStringAsync(Tests.Token),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_role_for_a_connection_adds_to_the_role_for_the_workspace_and_lessens_nothing()
    {
        var mail = await rig.Two.Rig.AccountAsync(nameof(Role.Operator), Tests.Token, mail: "both@example.com");
        await rig.Two.GrantAsync(mail, "corp", nameof(Role.Auditor), Tests.Token);
        using var http = await rig.WithTokenAsync(mail);
        var me = await http.JsonAsync("/api/v1/me");
        Assert.Equal("operator", me.GetProperty("role").GetString());
        Assert.Equal("corp", me.GetProperty("connections")[0].GetProperty("connection").GetString());
        foreach (var connection in new[] { "corp", "lab" })
        {
            using var test = await http.SendAsync(
                "POST",
                $"/api/v1/plans/{rig.Two.Of[connection].Plan}/discard?noSuch=1",
                """{"reason":"x"}"""
            );
            Assert.Equal(HttpStatusCode.BadRequest, test.StatusCode);
        }
    }

    [Fact]
    public async Task A_role_that_is_taken_away_is_gone_at_once_and_a_stream_ends_within_five_seconds()
    {
        var mail = await rig.Two.Rig.AccountAsync(nameof(Role.None), Tests.Token, mail: "gone@example.com");
        await rig.Two.GrantAsync(mail, "corp", nameof(Role.Operator), Tests.Token);
        using var http = await rig.WithTokenAsync(mail);
        using var events = await http.SendAsync("GET", $"/api/v1/work/{rig.Work["corp"]}/events");
        Assert.Equal(HttpStatusCode.OK, events.StatusCode);
        await using (var accounts = await rig.Contexts.CreateDbContextAsync(Tests.Token))
            await accounts
                .ConnectionRoles.Where(role => accounts.Users.Any(row => row.Id == role.Account && row.Email == mail))
                .ExecuteDeleteAsync(Tests.Token);
        using var after = await http.SendAsync("GET", "/api/v1/connections/corp");
        Assert.Equal(HttpStatusCode.Forbidden, after.StatusCode);
        var told = await events.Content.ReadAsStringAsync(Tests.Token);
        Assert.DoesNotContain("event: ended", told, StringComparison.Ordinal);
        Assert.InRange(Watchers.AskEvery + Watchers.Fresh, TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task A_token_that_is_narrowed_to_a_connection_does_nothing_elsewhere_whatever_its_maker_may()
    {
        var key = rig.Two.Of["corp"].Connection.ToString(System.Globalization.CultureInfo.InvariantCulture);
        using var http = await rig.WithTokenAsync("owner@example.com", Role.Operator, key);
        var me = await http.JsonAsync("/api/v1/me");
        Assert.Equal("none", me.GetProperty("role").GetString());
        Assert.DoesNotMatch(Lab(), await (await http.SendAsync("GET", "/api/v1/groups")).Content.ReadAsStringAsync(Tests.Token));
        using var other = await http.SendAsync("GET", "/api/v1/connections/lab");
        Assert.Equal(HttpStatusCode.NotFound, other.StatusCode);
        using var accounts = await http.SendAsync("GET", "/api/v1/accounts");
        Assert.Equal(HttpStatusCode.Forbidden, accounts.StatusCode);
        using var approve = await http.SendAsync(
            "POST",
            $"/api/v1/plans/{rig.Two.Of["corp"].Plan}/approve",
            """{"reason":"x"}""",
            ApiHttp.Key()
        );
        Assert.Equal(HttpStatusCode.Forbidden, approve.StatusCode);
    }

    [Fact]
    public async Task A_person_in_groups_of_two_connections_is_shown_with_the_groups_one_may_see()
    {
        using var http = await rig.AsAsync("Auditor");
        var person = await http.JsonAsync($"/api/v1/users/{TenantStory.Upn("corp-1")}");
        Assert.All(
            person.GetProperty("memberships").EnumerateArray(),
            row => Assert.StartsWith("corp ", row.GetProperty("name").GetString(), StringComparison.Ordinal)
        );
    }

    private static async Task<long> TotalAsync(HttpClient http, string list) =>
        (await http.JsonAsync($"/api/v1/{list}?total=true")).GetProperty("total").GetInt64();

    [GeneratedRegex(@"\bcorp\b")]
    private static partial Regex Corp();

    [GeneratedRegex(@"\blab\b")]
    private static partial Regex Lab();
}
