namespace Muster.Cli.Tests.Verbs;

/// <summary>Every list pages and filters; what is no list, or pages otherwise, is named with the reason.</summary>
public sealed class ListVerbTests
{
    /// <summary>Options that choose a page, how rows look, or what is listed at all; none of them narrows a list.</summary>
    private static readonly string[] NoFilters = ["--limit", "--after", "--before", "--help"];

    private static readonly Dictionary<string, string> Lists = new(StringComparer.Ordinal)
    {
        ["connection list"] = "--search",
        ["connection history"] = "--field",
        ["users list"] = "--search",
        ["users match"] = "--search",
        ["groups list"] = "--search",
        ["groups members"] = "--search",
        ["groups discover"] = "--search",
        ["groups report"] = "--only",
        ["exceptions list"] = "--group",
        ["plan list"] = "--state",
        ["runs list"] = "--outcome",
        ["runs compare"] = "--only",
        ["problems list"] = "--code",
        ["settings list"] = "--search",
        ["settings history"] = "--setting",
        ["audit list"] = "--action",
        ["explain"] = "--group",
        ["drift"] = "--kind",
        ["workspace list"] = "--search",
    };

    private static readonly Dictionary<string, string> Others = new(StringComparer.Ordinal)
    {
        ["groups tree"] = "pages like a list; its filter is the group whose tree it shows",
        ["compare"] =
            "pages by --skip: two moments of the past do not change between pages, and what differs has no order of its own to go on from",
        ["completion"] = "one script",
        ["groups pick"] = "a choice by number: the few groups whose name is or nearly is the one asked for",
        ["attributes show"] = "as many rows as a user has attributes",
        ["guard show"] = "as many rows as there are guard rails",
        ["guard simulate"] = "one answer: how often each guard rail would have tripped, with examples cut by --limit",
        ["users preview"] = "one answer: counts, with a sample cut by --limit",
        ["users rule"] = "one rule",
        ["users why"] = "one person",
        ["users show"] = "one person; all groups of one: explain USER, which pages",
        ["groups show"] = "one group; its people: groups members, which pages",
        ["exceptions show"] = "one exception with its past",
        ["problems show"] = "one problem with its past",
        ["runs show"] = "one run",
        ["plan show"] = "one plan, read as a whole before it is approved; long groups are cut unless --all",
        ["plan diff"] = "one plan against today, read as a whole",
        ["plan"] = "one plan, read as a whole before it is approved; long groups are cut unless --all",
        ["sync"] = "one run",
        ["verify"] = "one run",
        ["connection show"] = "one connection",
        ["connection compare"] = "as many rows as two versions differ in",
        ["connection test"] = "one row a permission",
        ["schedule show"] = "one schedule",
        ["notifications show"] = "one connection",
        ["settings show"] = "one setting, or what was changed",
        ["settings compare"] = "as many rows as two versions differ in",
        ["config diff"] = "one file against what is there, read as a whole",
        ["config export"] = "one file, whole",
        ["export state"] = "one file, whole",
        ["export users"] = "one file, whole",
        ["export groups"] = "one file, whole",
        ["export members"] = "one file, whole",
        ["export memberships"] = "one file, whole",
        ["export candidates"] = "one file, whole",
        ["export plans"] = "one file, whole",
        ["export steps"] = "one file, whole",
        ["export runs"] = "one file, whole",
        ["export run-changes"] = "one file, whole",
        ["export compared-runs"] = "one file, whole",
        ["export problems"] = "one file, whole",
        ["export differences"] = "one file, whole",
        ["export exceptions"] = "one file, whole",
        ["export drift"] = "one file, whole",
        ["export group-history"] = "one file, whole",
        ["export requests"] = "one file, whole",
        ["export failed-sign-ins"] = "one file, whole",
        ["export audit"] = "one file, whole",
        ["export accounts"] = "one file, whole",
        ["export connections"] = "one file, whole",
        ["export sessions"] = "one file, whole",
        ["export tokens"] = "one file, whole",
        ["audit export"] = "one file, whole",
        ["audit verify"] = "one answer",
        ["audit key"] = "one key",
        ["export verify"] = "one answer",
        ["check"] = "one person or group",
        ["emergency show"] = "one answer",
        ["doctor"] = "one answer, with as many rows as there are checks",
        ["nodes"] = "one answer, with as many rows as there are processes",
        ["database status"] = "one answer, with as many rows as there are tables",
        ["attributes preview"] = "one person",
        ["workspace show"] = "one workspace",
    };

    /// <summary>Verbs that change something and tell what they did.</summary>
    private static readonly string[] Changes =
    [
        "demo",
        "emulator",
        "serve",
        "connection add entra",
        "connection update",
        "connection remove",
        "users import",
        "users add",
        "users set",
        "users suspend",
        "users reactivate",
        "users link",
        "users unlink",
        "groups create",
        "groups link",
        "groups relink",
        "groups unlink",
        "groups resume",
        "groups retire",
        "groups set",
        "groups add-member",
        "groups remove-member",
        "exceptions add",
        "exceptions extend",
        "exceptions end",
        "plan comment",
        "plan ask",
        "plan approve",
        "plan cut",
        "plan discard",
        "runs approve",
        "runs reject",
        "runs undo",
        "problems snooze",
        "problems wake",
        "schedule pause",
        "schedule resume",
        "notifications on",
        "notifications off",
        "settings set",
        "settings reset",
        "config apply",
        "audit anchor",
        "audit checkpoint",
        "audit repair",
        "emergency open",
        "emergency close",
        "database backup",
        "database drill",
        "database migrate",
        "database move",
        "database release",
        "database restore",
        "database verify",
        "workspace create",
        "workspace rename",
        "workspace limits",
        "workspace remove",
    ];

    [Fact]
    public void Every_verb_is_a_list_or_says_why_it_is_none()
    {
        var known = Lists.Keys.Concat(Others.Keys).Concat(Changes).ToList();
        Assert.Equal(CommandTree.Verbs().Keys.Order(StringComparer.Ordinal), known.Order(StringComparer.Ordinal));
        Assert.All(Others.Values, reason => Assert.NotEqual("", reason));
    }

    [Fact]
    public void Every_list_has_a_limit_a_place_to_go_on_from_and_a_filter()
    {
        var verbs = CommandTree.Verbs();
        foreach (var (verb, filter) in Lists.Append(KeyValuePair.Create("groups tree", "NAME")))
        {
            var names = verbs[verb]
                .Options.Select(option => option.Name)
                .Concat(verbs[verb].Arguments.Select(argument => argument.Name))
                .ToList();
            Assert.Contains("--limit", names);
            Assert.True(names.Contains("--after") || names.Contains("--before"), $"'{verb}' has no place to go on from.");
            Assert.Contains(filter, names);
            Assert.DoesNotContain(filter, NoFilters);
        }
    }

    [Fact]
    public void A_verb_that_shows_a_number_of_rows_is_known_as_a_list()
    {
        foreach (var (verb, command) in CommandTree.Verbs())
            if (command.Options.Any(option => option.Name == "--limit"))
                Assert.True(Lists.ContainsKey(verb) || Others.ContainsKey(verb), $"'{verb}' has --limit.");
    }
}
