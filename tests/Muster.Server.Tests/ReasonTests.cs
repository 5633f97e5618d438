using System.Text.RegularExpressions;
using Muster.Server.Access;
using Muster.Server.Connections;
using Muster.Server.Connections.Wizard;
using Muster.Server.People;
using Muster.Server.Tests.Api;
using Muster.Testing;

namespace Muster.Server.Tests;

/// <summary>Why a button of a row cannot be pressed stands beside it, for everybody to read and not for a mouse alone. On a server of its own, where nobody decides about what waits.</summary>
public sealed partial class ReasonTests(TwoDirectoriesRig rig) : IClassFixture<TwoDirectoriesRig>
{
    /// <summary>So many lines above a button its reason may stand, where others of the row have the same.</summary>
    private const int Above = 8;

    /// <summary>So many lines below: beside it, or at the end of the part it is in.</summary>
    private const int Below = 25;

    /// <summary>Parts with buttons whose reason stands further off, and what says it there.</summary>
    private static readonly Dictionary<string, string> Elsewhere = new(StringComparer.Ordinal)
    {
        // Once above the acts.
        ["DemoPage"] = "DemoPage",
        // Beside the buttons that create groups, which need the same role.
        ["DiscoverPage"] = "DiscoverList",
        // At the form below the table.
        ["ExceptionsTab"] = "ExceptionsTab",
        // Once above the candidates and the decisions.
        ["LinkTab"] = "LinkTab",
        // Beside the button that adds somebody.
        ["MembersTab"] = "MembersTab",
        // At the end of the panel.
        ["NotificationPanel"] = "NotificationPanel",
    };

    [Fact]
    public void Wherever_a_title_gives_the_reason_of_a_disabled_button_it_can_also_be_read_near_it()
    {
        var silent = new List<string>();
        foreach (var (name, source) in PageSources.All)
        {
            var lines = source.Split('\n');
            for (var at = 0; at < lines.Length; at++)
                if (Titled().IsMatch(lines[at]) && !lines.Skip(at - Above).Take(Above + Below).Any(line => Said().IsMatch(line)))
                    silent.Add($"{name}: {lines[at].Trim()}");
        }
        Assert.Equal([], silent.Where(button => !Elsewhere.ContainsKey(button.Split(':')[0])));
        Assert.All(Elsewhere.Values, name => Assert.Matches(Said(), PageSources.All[name]));
        Assert.Equal(Elsewhere.Keys.Order(), silent.Select(button => button.Split(':')[0]).Distinct().Order());
    }

    [Fact]
    public async Task Whoever_may_not_replace_a_credential_add_a_person_or_make_the_first_plan_reads_what_it_takes()
    {
        var mail = $"{Guid.NewGuid():N}@example.com";
        await rig.Two.Rig.AccountAsync(nameof(Role.Auditor), Tests.Token, mail: mail);
        var corp = (await rig.Two.Rig.Server.Muster.Connections.FindAsync("corp", Tests.Token))!;
        foreach (
            var (open, reason) in new (Func<Task<OpenPage>>, string)[]
            {
                (
                    () => OpenPage.OfAsync<CredentialPanel>(rig.Two.Rig, mail, "/connections/corp?tab=settings", ("Connection", corp)),
                    "Needs the role Administrator"
                ),
                (
                    () => OpenPage.OfAsync<PlanStep>(rig.Two.Rig, mail, "/connections/new?connection=corp&step=plan", ("Connection", corp)),
                    "Needs the role Operator"
                ),
                (() => OpenPage.OfAsync<PeoplePage>(rig.Two.Rig, mail, "/people"), "Adding people needs the role Operator"),
            }
        )
        {
            await using var page = await open();
            await page.UntilAsync(reason);
        }
    }

    [Fact]
    public async Task Rows_of_another_connection_say_which_role_they_need()
    {
        var page = await ProblemsAsync("corp");
        Assert.Matches(">Assigning and putting aside need the role Operator[^<]*<", page);
        Assert.Matches(">Taking and refusing need the role Operator[^<]*<", page);
        Assert.DoesNotContain("Your role may look", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_may_nowhere_is_told_once_below_the_rows()
    {
        var page = await ProblemsAsync(connection: null);
        Assert.Matches(">Your role may look; assigning problems and putting them aside needs Operator[^<]*<", page);
        Assert.Matches(">Your role may look; taking requests and refusing them needs Operator[^<]*<", page);
        Assert.DoesNotMatch(">(Assigning and putting aside|Taking and refusing) need the role", page);
    }

    /// <summary>A button or a link that is disabled by something, and says in a title why.</summary>
    [GeneratedRegex("(?:disabled=\"@|aria-disabled=\"@).*title=\"@|title=\"@.*disabled=\"@")]
    private static partial Regex Titled();

    /// <summary>A reason as text of the page.</summary>
    [GeneratedRegex("<WhyNot |>@(?:Why|Reason)\\w*[(<]|Reason\\)</")]
    private static partial Regex Said();

    /// <summary>The problems and requests as an auditor sees them, who operates one connection or none.</summary>
    private async Task<string> ProblemsAsync(string? connection)
    {
        var mail = $"{Guid.NewGuid():N}@example.com";
        await rig.Two.Rig.AccountAsync(nameof(Role.Auditor), Tests.Token, mail: mail);
        if (connection is not null)
            await rig.Two.GrantAsync(mail, connection, nameof(Role.Operator), Tests.Token);
        using var browser = new PlainBrowser(rig.Two.Rig.Address, Tests.Token);
        await browser.SignInAsync(mail, ServerRig.Password);
        using var answer = await browser.GetAsync("/problems");
        return await answer.Content.ReadAsStringAsync(Tests.Token);
    }
}
