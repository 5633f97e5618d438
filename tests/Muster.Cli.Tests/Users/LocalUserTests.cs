using System.Text.Json;

namespace Muster.Cli.Tests.Users;

/// <summary>Users made here by hand or from a file, and how the directory takes them over.</summary>
public sealed class LocalUserTests
{
    private static string Id(string handle) => TenantStory.Id(handle).ToString();

    [Fact]
    public async Task A_local_user_is_made_changed_suspended_and_put_into_local_groups()
    {
        using var muster = new CommandLine();
        await muster.MustAsync(0, Tests.Token, "users", "add", "--upn", "ada@contoso.com", "--name", "Ada", "--employee-id", "7");
        await muster.MustAsync(0, Tests.Token, "groups", "create", "Book club");
        await muster.MustAsync(0, Tests.Token, "groups", "add-member", "Book club", "ADA@contoso.com");
        await muster.MustAsync(0, Tests.Token, "groups", "add-member", "Book club", "ada@contoso.com", "--owner");
        await muster.MustAsync(0, Tests.Token, "users", "set", "ada@contoso.com", "--name", "Ada King", "--employee-id", "");
        await muster.MustAsync(0, Tests.Token, "groups", "remove-member", "Book club", "ada@contoso.com", "--owner");
        var shown = (await muster.MustAsync(0, Tests.Token, "users", "show", "#1", "--json")).Json;
        var user = shown.GetProperty("user");
        Assert.Equal(("Ada King", "#1"), (user.GetProperty("displayName").GetString(), user.GetProperty("handle").GetString()));
        Assert.Equal(
            (JsonValueKind.Null, JsonValueKind.Null),
            (user.GetProperty("id").ValueKind, user.GetProperty("employeeId").ValueKind)
        );
        var membership = Assert.Single(shown.GetProperty("memberships").EnumerateArray());
        Assert.Equal(("member", "local"), (membership.GetProperty("relation").GetString(), membership.GetProperty("origin").GetString()));

        await muster.MustAsync(0, Tests.Token, "users", "suspend", "ada@contoso.com", "--reason", "Away");
        await muster.MustAsync(0, Tests.Token, "users", "suspend", "ada@contoso.com", "--reason", "Away");
        await muster.MustAsync(8, Tests.Token, "groups", "add-member", "Book club", "ada@contoso.com", "--owner");
        await muster.MustAsync(0, Tests.Token, "users", "reactivate", "ada@contoso.com", "--reason", "Back");
        await muster.MustAsync(8, Tests.Token, "users", "add", "--upn", "Ada@contoso.com", "--name", "Another");
        var bad = await muster.MustAsync(64, Tests.Token, "users", "add", "--upn", "nobody", "--name", "N", "--user-type", "Robot");
        Assert.Contains("userPrincipalName is 'nobody', but takes something like ada@contoso.com", bad.Error, StringComparison.Ordinal);
        Assert.Contains("userType is 'Robot', but takes Member or Guest", bad.Error, StringComparison.Ordinal);
        var export = new ExportedTenant((await muster.MustAsync(0, Tests.Token, "export", "state", "--format", "jsonl")).Output);
        Assert.Equal(("ada", "ada"), (export.ActiveUsers, export.Members("Book club")));
        await muster.MustAsync(0, Tests.Token, "audit", "verify");
    }

    [Fact]
    public async Task A_full_plan_does_not_hold_against_planning_from_changes_what_that_would_not_have_been_trusted_with()
    {
        var story = new TenantStory().Users("ada").Group("team").Member("team", "ada").Group("spare").Member("spare", "ada");
        await using var tenant = await TestTenant.SyncedAsync(story, Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "groups", "unlink", "spare", "--yes");
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");
        await tenant.MustAsync(0, Tests.Token, "users", "add", "--upn", "eve@contoso.com", "--name", "Eve");
        await tenant.MustAsync(0, Tests.Token, "groups", "add-member", "spare", "eve@contoso.com");
        await tenant.MustAsync(0, Tests.Token, "groups", "link", "spare", "--to", Id("spare"), "--local", "replace", "--yes");
        var full = (await tenant.MustAsync(3, Tests.Token, "sync", "--full", "--yes", "--json")).Json;
        Assert.Empty(full.GetProperty("problems").EnumerateArray());
        Assert.Equal(2, full.GetProperty("steps").GetProperty("membersRemoved").GetInt32());
    }

    [Fact]
    public async Task What_follows_the_directory_is_changed_there()
    {
        await using var tenant = await TestTenant.SyncedAsync(
            new TenantStory().Users("ada").Group("team").Member("team", "ada"),
            Tests.Token
        );
        await tenant.MustAsync(0, Tests.Token, "users", "add", "--upn", "eve@contoso.com", "--name", "Eve");
        foreach (
            var verb in new[]
            {
                new[] { "users", "suspend", "ada@contoso.com", "--reason", "x" },
                ["users", "set", "ada@contoso.com", "--name", "x"],
            }
        )
            Assert.Contains(
                $"follows directory user {Id("ada")}, and the directory decides",
                (await tenant.MustAsync(8, Tests.Token, verb)).Error,
                StringComparison.Ordinal
            );
        var refused = await tenant.MustAsync(8, Tests.Token, "groups", "add-member", "team", "eve@contoso.com");
        Assert.Contains("muster exceptions add", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_is_taken_over_whole_and_again_without_effect()
    {
        using var muster = new CommandLine();
        var file = await FileAsync(muster, "\uFEFFupn;Name;mail\r\nada@contoso.com;\"Lovelace; Ada\";\r\ngrace@contoso.com;Grace \"\"\r\n");
        await muster.MustAsync(64, Tests.Token, "users", "import", "--csv", file);
        file = await FileAsync(
            muster,
            "\uFEFFupn;Name;mail\r\nada@contoso.com;\"Lovelace; \"\"Ada\"\"\";\r\n\r\ngrace@contoso.com;Grace;g@contoso.com\r\n"
        );
        await muster.MustAsync(0, Tests.Token, "users", "import", "--csv", file, "--dry-run");
        Assert.Empty((await muster.MustAsync(0, Tests.Token, "users", "list", "--json")).JsonLines);
        Assert.Equal(2, Steps(await muster.MustAsync(0, Tests.Token, "users", "import", "--csv", file, "--json")).Created);
        Assert.Equal((0, 0), Steps(await muster.MustAsync(0, Tests.Token, "users", "import", "--csv", file, "--json")));
        file = await FileAsync(muster, "userPrincipalName,department\nADA@contoso.com,IT\nnew@contoso.com,\n");
        Assert.Equal((1, 1), Steps(await muster.MustAsync(0, Tests.Token, "users", "import", "--csv", file, "--json")));
        var users = (await muster.MustAsync(0, Tests.Token, "users", "list", "--json")).JsonLines.Select(user =>
            $"{user.GetProperty("userPrincipalName")} {user.GetProperty("displayName")} {user.GetProperty("department")}"
        );
        Assert.Equal(
            ["ADA@contoso.com Lovelace; \"Ada\" IT", "grace@contoso.com Grace ", "new@contoso.com new@contoso.com "],
            users.Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task Every_fault_of_a_file_is_said_with_line_and_column_and_nothing_is_taken_over()
    {
        using var muster = new CommandLine();
        var file = await FileAsync(muster, "upn,mail,userType\na@x.com,not an address,\nb@x.com,,Robot\nc@x.com\na@x.com,,\n,d@x.com,\n");
        var refused = await muster.MustAsync(64, Tests.Token, "users", "import", "--csv", file, "--json");
        Assert.Equal(
            [
                "2 mail mail is 'not an address', but takes something like ada@contoso.com",
                "3 userType userType is 'Robot', but takes Member or Guest",
                "4  it has 1 fields, but the header has 3 columns",
                "5 userPrincipalName 'a@x.com' is on line 2 already",
                "6 userPrincipalName userPrincipalName is missing; every user needs one, such as ada@contoso.com",
            ],
            refused
                .Json.GetProperty("faults")
                .EnumerateArray()
                .Select(fault => $"{fault.GetProperty("line")} {fault.GetProperty("column")} {fault.GetProperty("message")}")
        );
        file = await FileAsync(muster, "upn,deparment\n");
        Assert.Contains(
            "line 1, column 'deparment': there is no such attribute; did you mean department?",
            (await muster.MustAsync(64, Tests.Token, "users", "import", "--csv", file)).Error,
            StringComparison.Ordinal
        );
        file = await FileAsync(muster, "upn,name\n\"a@x.com,never closed\n");
        Assert.Contains(
            "line 2, field 1: the quote is never closed",
            (await muster.MustAsync(64, Tests.Token, "users", "import", "--csv", file)).Error,
            StringComparison.Ordinal
        );
        await File.WriteAllBytesAsync(file, [.. "upn\na@x.com\n"u8, 0xFF, (byte)'\n'], Tests.Token);
        Assert.Contains(
            "line 3: the file is not UTF-8",
            (await muster.MustAsync(64, Tests.Token, "users", "import", "--csv", file)).Error,
            StringComparison.Ordinal
        );
        await muster.MustAsync(7, Tests.Token, "users", "import", "--csv", file + ".gone");
        Assert.False(File.Exists(Path.Combine(muster.Folder, "muster.db")));
    }

    [Fact]
    public async Task Local_users_are_adopted_by_an_import_and_keep_their_groups()
    {
        var story = new TenantStory().User("ada", ("mail", "countess@contoso.com")).User("grace", ("employeeId", "7")).Users("joan");
        await using var tenant = await TestTenant.ConnectedAsync(story, Tests.Token);
        var file = await FileAsync(
            tenant.Muster,
            "upn,mail,employeeId\nJOAN@contoso.com,,\nold-ada@x.com,Countess@contoso.com,\nold-grace@x.com,,7\nlocal@x.com,,\n"
        );
        await tenant.MustAsync(0, Tests.Token, "users", "import", "--csv", file);
        await tenant.MustAsync(0, Tests.Token, "groups", "create", "Book club");
        await tenant.MustAsync(0, Tests.Token, "groups", "add-member", "Book club", "old-ada@x.com");

        await tenant.MustAsync(0, Tests.Token, "users", "import", "--everyone", "--yes");

        var state = await tenant.StateAsync(Tests.Token);
        Assert.Equal("ada grace joan local", state.ActiveUsers);
        Assert.Equal("ada", state.Members("Book club"));
        Assert.Equal("ada", state.Handles[Id("ada")]);
        var left = Assert.Single((await tenant.MustAsync(0, Tests.Token, "users", "match", "--json")).JsonLines);
        Assert.Equal("unmatched", left.GetProperty("state").GetString());
        await tenant.MustAsync(0, Tests.Token, "audit", "verify");
    }

    [Fact]
    public async Task INV_9_who_is_doubtful_waits_for_a_person()
    {
        var story = new TenantStory().User("ada", ("mail", "team@contoso.com")).User("grace", ("mail", "team@contoso.com"));
        await using var tenant = await TestTenant.ConnectedAsync(story, Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "users", "add", "--upn", "old@x.com", "--name", "Old", "--mail", "team@contoso.com");
        var import = (await tenant.MustAsync(0, Tests.Token, "users", "import", "--everyone", "--yes", "--json")).JsonLines.Last();
        Assert.Contains("adoptionAmbiguous", import.GetProperty("problems").ToString(), StringComparison.Ordinal);
        Assert.Equal("old", (await tenant.StateAsync(Tests.Token)).ActiveUsers);
        var match = Assert.Single((await tenant.MustAsync(0, Tests.Token, "users", "match", "--state", "ambiguous", "--json")).JsonLines);
        Assert.Equal(2, match.GetProperty("suggestions").GetArrayLength());

        await tenant.MustAsync(0, Tests.Token, "users", "link", "old@x.com", "--to", Id("ada"), "--yes");
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");

        var state = await tenant.StateAsync(Tests.Token);
        Assert.Equal(("ada grace", "ada"), (state.ActiveUsers, state.Handles[Id("ada")]));
    }

    [Fact]
    public async Task A_user_kept_apart_is_local_and_the_directory_gets_a_user_of_its_own()
    {
        await using var tenant = await TestTenant.SyncedAsync(
            new TenantStory().Users("ada").Group("team").Member("team", "ada"),
            Tests.Token
        );
        await tenant.MustAsync(0, Tests.Token, "users", "unlink", "ada@contoso.com", "--reason", "Somebody else", "--yes");
        Assert.Equal("", (await tenant.StateAsync(Tests.Token)).Members("team"));
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");
        var users = (await tenant.MustAsync(0, Tests.Token, "users", "list", "--json")).JsonLines.ToList();
        Assert.Equal([true, false], users.Select(user => user.GetProperty("keptApart").GetBoolean()));
        Assert.Equal("ada", (await tenant.StateAsync(Tests.Token)).Members("team"));
        await tenant.MustAsync(0, Tests.Token, "audit", "verify");
    }

    [Fact]
    public async Task Templates_fill_attributes_of_everybody_from_the_next_sync_on()
    {
        var story = new TenantStory()
            .User("ada", ("givenName", "Ada"), ("surname", "Lovelace"), ("department", "{{7*7}}"), ("companyName", "Contoso"))
            .User("grace", ("givenName", "Grace"));
        await using var tenant = await TestTenant.SyncedAsync(story, Tests.Token);
        await tenant.SetAsync(
            "userAttributes",
            "displayName={surname}, {givenName}\nunit={{7*7}} {department|'none'} {companyName|'-'}",
            Tests.Token
        );
        var preview = (await tenant.MustAsync(0, Tests.Token, "attributes", "preview", "grace@contoso.com", "--json")).Json;
        Assert.Contains("no surname", preview.ToString(), StringComparison.Ordinal);
        Assert.Contains(
            "{surname}, {givenName}",
            (await tenant.MustAsync(0, Tests.Token, "attributes", "show")).Output,
            StringComparison.Ordinal
        );
        var run = (await tenant.MustAsync(0, Tests.Token, "sync", "--yes", "--json")).JsonLines.Last();
        Assert.Contains("attributeMissing", run.GetProperty("problems").ToString(), StringComparison.Ordinal);
        var users = (await tenant.MustAsync(0, Tests.Token, "users", "list", "--json")).JsonLines.Select(user =>
            $"{user.GetProperty("displayName")}: {user.GetProperty("attributes").GetProperty("unit")}"
        );
        Assert.Equal(["Lovelace, Ada: {{7*7}} {{7*7}} Contoso", "grace: {{7*7}} none -"], users);
        await tenant.SetAsync("userAttributes", "", Tests.Token);
        Assert.Equal(2, Updated(await tenant.MustAsync(0, Tests.Token, "sync", "--yes", "--json")));
        Assert.Equal(0, Updated(await tenant.MustAsync(0, Tests.Token, "sync", "--yes", "--json")));
        Assert.Contains(
            "did you mean surname?",
            (await tenant.MustAsync(64, Tests.Token, "attributes", "preview", "ada@contoso.com", "--set", "site={surnam}")).Error,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task The_manager_is_an_attribute_that_follows_by_changes_as_by_a_full_read()
    {
        static (string, object?) Manager(string? handle) => ("manager", handle is null ? null : TenantStory.Id(handle).ToString());
        var story = new TenantStory()
            .User("ada")
            .User("bob", Manager("ada"))
            .Then()
            .UpdateUser("bob", ("department", "IT"))
            .Then()
            .UpdateUser("ada", Manager("bob"))
            .UpdateUser("bob", Manager(null));
        await using var tenant = await TestTenant.SyncedAsync(story, Tests.Token);
        async Task<string> ManagersAsync() =>
            string.Join(
                ' ',
                (await tenant.MustAsync(0, Tests.Token, "users", "list", "--json")).JsonLines.Select(user =>
                    user.GetProperty("attributes").TryGetProperty("boss", out var boss) ? boss.GetString() : "-"
                )
            );
        await tenant.SetAsync("userAttributes", "boss={manager}", Tests.Token);
        await tenant.SetAsync("whenMissing", "boss=empty", Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");
        Assert.Equal($"- {TenantStory.Id("ada")}", await ManagersAsync());
        await tenant.NextAsync(Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");
        Assert.Equal($"- {TenantStory.Id("ada")}", await ManagersAsync());
        await tenant.NextAsync(Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");
        Assert.Equal($"{TenantStory.Id("bob")} -", await ManagersAsync());
        Assert.True((await tenant.MustAsync(0, Tests.Token, "verify", "--json")).Json.GetProperty("equal").GetBoolean());
    }

    private static int Updated(CommandResult sync) => sync.JsonLines.Last().GetProperty("steps").GetProperty("usersUpdated").GetInt32();

    private static (int Created, int Updated) Steps(CommandResult result)
    {
        var steps = result.Json.GetProperty("steps");
        return (steps.GetProperty("usersCreated").GetInt32(), steps.GetProperty("usersUpdated").GetInt32());
    }

    private static async Task<string> FileAsync(CommandLine muster, string content)
    {
        var path = Path.Combine(muster.Folder, "people.csv");
        await File.WriteAllTextAsync(path, content, Tests.Token);
        return path;
    }
}
