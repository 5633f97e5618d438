using Muster.Server.Access;
using Muster.Server.Tests.Api;
using Muster.Testing;

namespace Muster.Server.Tests;

/// <summary>Why a button of a row cannot be pressed stands beside it, for everybody to read and not for a mouse alone. On a server of its own, where nobody decides about what waits.</summary>
public sealed class ReasonTests(TwoDirectoriesRig rig) : IClassFixture<TwoDirectoriesRig>
{
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
