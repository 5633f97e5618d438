using System.Text.Json;

namespace Muster.Cli.Tests.Output;

/// <summary>Names come from a directory that many people may write to: shown, never obeyed.</summary>
public sealed class HostileNameTests
{
    private static readonly string[] Names =
    [
        "\u001b[31mred\u001b[0m",
        "\u001b]0;title\u0007",
        "bell\u0007bell",
        "carriage\rreturn",
        "line\nbreak",
        "tab\ttab",
        "nul\0nul",
        "\u202Eevil\u202C",
        "\u2066iso\u2069",
        "\u200Ertl\u200F",
        "\u2028sep\u2029",
        "\u009b31m",
        "[red]markup[/]",
        "[[escaped]]",
        "[/]",
        "[link=https://elsewhere.example]x[/]",
        "{0} {1}",
        "{",
        "%s%n",
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        " =2+2",
        "\t=3",
        "\r=4",
        "＝5",
        "\"quoted\", with comma",
        "'single'",
        "<script>alert(1)</script>",
        "\ud83d\udc69\u200d\ud83d\udcbb",
        "e\u0301\u0301\u0301\u0301\u0301",
        "--yes",
        "NULL",
        "\ufeffbom",
        "\ue000private",
    ];

    private static TenantStory Story()
    {
        var story = new TenantStory().Users("ada").Group("plain").Member("plain", "ada");
        for (var index = 0; index < Names.Length; index++)
            story
                .User($"u{index}", ("displayName", Names[index]), ("department", Names[index]))
                .Group($"g{index}", Names[index], ("description", Names[index]))
                .Member($"g{index}", $"u{index}")
                .Member("plain", $"u{index}")
                .Nested("plain", $"g{index}");
        return story.User("long", ("displayName", new string('x', 10_000))).Member("plain", "long");
    }

    [Fact]
    public async Task Whatever_people_see_is_inert()
    {
        await using var tenant = await TestTenant.ConnectedAsync(Story(), Tests.Token);
        var results = new List<CommandResult>();
        async Task Type(params string[] command) => results.Add(await tenant.RunAsync(Tests.Token, command));
        await Type("users", "import", "--everyone", "--dry-run", "--all");
        await Type("users", "import", "--everyone", "--yes", "--all");
        await Type("groups", "discover", "--limit", "0");
        await Type("groups", "create", "--from-directory", "--all");
        await Type("plan", "--all");
        await Type("sync", "--yes", "--all");
        await Type("users", "list", "--limit", "0");
        await Type("groups", "list", "--limit", "0");
        await Type("groups", "members", "plain", "--limit", "0");
        await Type("audit", "list", "--limit", "0");
        for (var index = 0; index < Names.Length; index++)
            await Type("explain", TenantStory.Upn($"u{index}"), "plain");
        Assert.All(results, result => Assert.True(result.Code is 0 or 4, result.ToString()[..Math.Min(result.ToString().Length, 3000)]));
        Assert.All(results, result => AssertInert(result.Command, result.Output + result.Error));
        var members = results.Single(result => result.Command.StartsWith("groups members", StringComparison.Ordinal)).Output;
        Assert.Contains("[red]markup[/]", members, StringComparison.Ordinal);
        Assert.Contains("{0} {1}", members, StringComparison.Ordinal);
    }

    [Fact]
    public async Task JSON_stays_JSON_and_keeps_every_name_as_it_is()
    {
        await using var tenant = await SyncedAsync();
        var users = (await tenant.MustAsync(0, Tests.Token, "users", "list", "--limit", "0", "--json"))
            .JsonLines.Select(user => user.GetProperty("displayName").GetString())
            .ToList();
        Assert.All(Names, name => Assert.Contains(name, users));
        foreach (
            var command in new[]
            {
                "groups discover --limit 0",
                "groups list --limit 0",
                "groups members plain --limit 0",
                "plan",
                "audit list --limit 0",
                "export state",
                $"explain {TenantStory.Upn("u1")} plain",
            }
        )
        {
            var result = await tenant.MustAsync(0, Tests.Token, [.. command.Split(' '), "--json"]);
            Assert.All(result.JsonLines, line => Assert.Equal(JsonValueKind.Object, line.ValueKind));
            Assert.DoesNotContain('\u001b', result.Output);
        }
    }

    [Fact]
    public async Task A_spreadsheet_finds_no_formula_in_the_csv()
    {
        await using var tenant = await SyncedAsync();
        var csv = (await tenant.MustAsync(0, Tests.Token, "export", "state", "--format", "csv")).Output;
        var rows = Parse(csv);
        Assert.All(rows, row => Assert.Equal(rows[0].Count, row.Count));
        Assert.All(
            rows.SelectMany(row => row).Where(field => field.Length > 0),
            field =>
                Assert.DoesNotContain(
                    field.TrimStart(' ', '\u00a0')[..Math.Min(1, field.TrimStart(' ', '\u00a0').Length)],
                    "=+-@\t\r＝",
                    StringComparison.Ordinal
                )
        );
        var names = rows.Skip(1).Select(row => row[5]).ToHashSet(StringComparer.Ordinal);
        Assert.Contains("'=1+1", names);
        Assert.Contains("\"quoted\", with comma", names);
    }

    [Fact]
    public async Task A_group_name_with_control_characters_is_not_created_and_said_so()
    {
        await using var tenant = await SyncedAsync();
        var groups = (await tenant.MustAsync(0, Tests.Token, "groups", "list", "--limit", "0", "--json"))
            .JsonLines.Select(group => group.GetProperty("name").GetString()!)
            .ToList();
        Assert.All(groups, name => Assert.DoesNotContain(name, char.IsControl));
        var again = await tenant.MustAsync(4, Tests.Token, "groups", "create", "--from-directory", "--all", "--json");
        Assert.All(
            again.Json.GetProperty("problems").EnumerateArray(),
            problem => Assert.Equal("badName", problem.GetProperty("code").GetString())
        );
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("a\nb")]
    [InlineData("\u001b[31m")]
    public async Task Nobody_can_type_such_a_name_either(string name)
    {
        using var muster = new CommandLine();
        Assert.Equal(64, (await muster.RunAsync(Tests.Token, "groups", "create", name)).Code);
        Assert.Equal(64, (await muster.RunAsync(Tests.Token, "groups", "create", new string('x', 257))).Code);
    }

    private static async Task<TestTenant> SyncedAsync()
    {
        var tenant = await TestTenant.ConnectedAsync(Story(), Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "users", "import", "--everyone", "--yes");
        await tenant.MustAsync(4, Tests.Token, "groups", "create", "--from-directory", "--all");
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");
        return tenant;
    }

    private static void AssertInert(string command, string text)
    {
        var bad = text.Where(letter =>
                (char.IsControl(letter) && letter != '\n')
                || letter is '\u200E' or '\u200F' or '\u2028' or '\u2029' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069')
            )
            .Select(letter => $"U+{(int)letter:X4}")
            .Distinct()
            .ToList();
        Assert.True(bad.Count == 0, $"'{command}' prints {string.Join(" ", bad)}");
    }

    /// <summary>RFC 4180, as a program other than ours reads it.</summary>
    private static List<List<string>> Parse(string csv)
    {
        var rows = new List<List<string>>();
        var row = new List<string>();
        var field = new System.Text.StringBuilder();
        var quoted = false;
        for (var at = 0; at < csv.Length; at++)
        {
            var letter = csv[at];
            if (quoted && letter == '"' && at + 1 < csv.Length && csv[at + 1] == '"')
                field.Append(csv[++at]);
            else if (letter == '"')
                quoted = !quoted;
            else if (!quoted && letter == ',')
                End();
            else if (!quoted && letter == '\r' && csv[at + 1] == '\n')
            {
                at++;
                End();
                rows.Add(row);
                row = [];
            }
            else
                field.Append(letter);
        }
        return rows;

        void End()
        {
            row.Add(field.ToString());
            field.Clear();
        }
    }
}
