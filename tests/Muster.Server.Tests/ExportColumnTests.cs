using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Muster.Engine.Inbox;
using Muster.Server.Accounts;
using Muster.Server.Problems;
using Muster.Server.Tests.Api;
using Muster.Testing;

namespace Muster.Server.Tests;

/// <summary>A file has every column of the list it comes from, so that a column that a list gets is not forgotten there.</summary>
[Collection(ApiRig.Name)]
public sealed partial class ExportColumnTests(ApiRig rig)
{
    /// <summary>By part of the app and file: where each heading of the list stands in the file; nowhere for what is only pressed.</summary>
    private static readonly Dictionary<(string Part, string File), Dictionary<string, string>> Lists = new()
    {
        [("ConnectionsPage", "connections")] = new()
        {
            ["Choose all shown"] = "",
            ["Name"] = "name tenantId",
            ["Health"] = "health",
            ["Freshness"] = "readAt",
            ["Groups"] = "groups",
            ["People"] = "people",
            ["Mode"] = "mode pausedUntil",
            ["Next run"] = "nextRun",
            ["Credential"] = "credential credentialEndsAt",
        },
        [("GroupsPage", "groups")] = new()
        {
            ["Name"] = "name",
            ["Follows"] = "follows",
            ["State"] = "link",
            ["Members"] = "members",
            ["Owners"] = "owners",
            ["Nested"] = "nested",
            ["Problems"] = "problems",
            ["Last change"] = "lastChange",
            ["Purpose"] = "purpose",
        },
        [("ProblemTable", "problems")] = new()
        {
            ["What is wrong"] = "code subject effect state snoozedUntil snoozed resolvedAt",
            ["Concerns"] = "count",
            ["Since"] = "since lastSeen",
            ["Owner"] = "owner",
            ["What to do"] = "fix",
            ["Actions"] = "",
        },
        [("PeoplePage", "users")] = new()
        {
            ["Name"] = "displayName",
            ["Sign-in name"] = "userPrincipalName",
            ["Department"] = "department",
            ["State"] = "active",
            ["From"] = "id",
        },
        [("RunTable", "runs")] = new()
        {
            ["Choose to compare"] = "",
            ["Run"] = "run",
            ["Result"] = "outcome message",
            ["What for"] = "verb",
            ["Trigger"] = "trigger",
            ["Connection"] = "connection",
            ["Started"] = "startedAt",
            ["Took"] = "endedAt",
            ["Removed"] = "membersRemoved ownersRemoved",
            ["Added"] = "membersAdded ownersAdded",
            ["All steps"] = "steps",
            ["By"] = "actor decidedBy",
            ["Plan hash"] = "planHash",
        },
        [("AccountsPage", "accounts")] = new()
        {
            ["Name"] = "name",
            ["Signs in as"] = "mail entraObjectId",
            ["Role"] = "role approver connections",
            ["Second step"] = "secondStep",
            ["Last sign-in"] = "lastSignInAt",
            ["State"] = "disabled",
            ["Actions"] = "",
        },
        [("SessionTable", "sessions")] = new()
        {
            ["Who"] = "who",
            ["Since"] = "startedAt",
            ["Last seen"] = "seenAt",
            ["From"] = "address",
            ["Browser"] = "browser",
            ["Actions"] = "",
        },
        [("EverybodysTokens", "tokens")] = new()
        {
            ["Who"] = "who",
            ["For"] = "name",
            ["Begins with"] = "beginsWith",
            ["Scope"] = "scope connections",
            ["Last used"] = "usedAt",
            ["Ends"] = "expiresAt",
            ["Actions"] = "",
        },
        [("FailedSignInList", "failed-sign-ins")] = new()
        {
            ["Hour"] = "hour",
            ["Name that was typed, or what was wrong"] = "name",
            ["From"] = "address",
            ["Attempts"] = "count",
        },
    };

    public static TheoryData<string, string> Parts =>
        [.. Lists.Keys.Select(list => new TheoryDataRow<string, string>(list.Part, list.File))];

    [Theory]
    [MemberData(nameof(Parts))]
    public async Task Every_column_of_a_list_is_in_its_file(string part, string file)
    {
        var (known, headings) = (
            Lists[(part, file)],
            Heading().Matches(PageSources.All[part]).Select(match => match.Groups[1].Value).ToHashSet()
        );
        Assert.NotEmpty(headings);
        Assert.Equal(headings.Order(), known.Keys.Order());
        var columns = (await RowsAsync(file))[0];
        Assert.All(
            known.Values.SelectMany(names => names.Split(' ', StringSplitOptions.RemoveEmptyEntries)),
            column => Assert.Contains(column, columns)
        );
    }

    [Fact]
    public async Task Files_say_of_connections_groups_and_problems_what_their_lists_show()
    {
        var problem = new ProblemCause("export columns", "adoptionAmbiguous", "columns@export.example", 1, "Two are called so.", "Decide.");
        var inbox = rig.Server.Server.Muster.Database.Problems;
        await inbox.NoteAsync(problem, stands: true, "test", Tests.Token);
        var noted = (await inbox.ListAsync(Tests.Token)).First(one => one.Subject == problem.Subject);
        var services = rig.Server.Server.Services;
        var owner = (await services.GetRequiredService<AccountDesk>().ListAsync(Tests.Token)).First(account =>
            account.Email == "owner@example.com"
        );
        var caller = new Access.Caller(owner.Id, "Test", Access.Role.Owner, false, null, null);
        await services.GetRequiredService<ProblemOwners>().GiveAsync(caller, noted, null, owner.Id, Tests.Token);
        using var http = rig.As("Owner");

        var problems = await RowsAsync("problems");
        Assert.Equal(owner.DisplayName, Cell(problems, problems.First(row => row.Contains(problem.Subject)), "owner"));
        Assert.Contains(problems.Skip(1), row => row.Contains(problem.Subject) || Cell(problems, row, "owner").Length == 0);
        var connections = await RowsAsync("connections");
        var status = (await http.JsonAsync("/api/v1/status")).GetProperty("connections")[0];
        Assert.Equal(status.GetProperty("word").GetString(), Cell(connections, connections[1], "health"));
        Assert.NotEqual("", Cell(connections, connections[1], "readAt"));
        Assert.NotEqual("0", Cell(connections, connections[1], "people"));
        var groups = await RowsAsync("groups");
        Assert.Contains(groups.Skip(1), row => Cell(groups, row, "follows") == Cell(groups, row, "name"));
        Assert.All(groups.Skip(1), row => Assert.NotEqual("", Cell(groups, row, "lastChange")));
        // What a group follows and what is open about it is known of the present alone.
        var past = await RowsAsync("groups", "?at=revision:1");
        Assert.All(past.Skip(1), row => Assert.Equal("", Cell(past, row, "follows") + Cell(past, row, "problems")));
        await inbox.NoteAsync(problem, stands: false, "test", Tests.Token);
    }

    private static string Cell(List<List<string>> table, List<string> row, string column) => row[table[0].IndexOf(column)];

    private async Task<List<List<string>>> RowsAsync(string file, string query = "")
    {
        using var browser = new PlainBrowser(rig.Server.Address, Tests.Token);
        await browser.SignInAsync("owner@example.com", ServerRig.Password);
        using var answer = await browser.GetAsync($"/export/{file}.csv{query}");
        answer.EnsureSuccessStatusCode();
        return CsvReading.Rows(await answer.Content.ReadAsStringAsync(Tests.Token), ',');
    }

    [GeneratedRegex("<th scope=\"col\"(?: class=\"r\")?>.*?@T\\[\"([^\"]+)\"\\]")]
    private static partial Regex Heading();
}
