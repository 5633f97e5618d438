using Muster.GraphEmulator.Company;

namespace Muster.Cli.Demo;

/// <summary>How large a demo is.</summary>
/// <param name="Users">People with an account at the beginning of its past, guests included.</param>
/// <param name="Groups">Groups at the beginning of its past.</param>
/// <param name="Months">How long that past is; 1 or more.</param>
internal sealed record DemoSize(int Users, int Groups, int Months)
{
    /// <summary>Months that are still to come: what the button for the next month lives.</summary>
    private const int Ahead = 12;

    /// <summary>What somebody sees who asks for nothing else: two years of a company of medium size.</summary>
    public static readonly DemoSize Full = new(5_000, 400, 24);

    /// <summary>The company, whose past ends with the day before <paramref name="today"/>.</summary>
    public CompanyHistory Company(DateOnly today) => new(Users, Groups, start: today.AddMonths(-Months), months: Months + Ahead);
}
