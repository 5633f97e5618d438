using Muster.Core.Importing;
using Muster.Core.Planning;

namespace Muster.Server.Importing;

/// <summary>What an import would do, in names, all of them: whoever suspends three hundred people sees whom.</summary>
public sealed record ImportPreview(PlanCounts Counts, RuleCoverage Coverage, PlanVerdict Verdict)
{
    /// <summary>Key of the connection it is about.</summary>
    public required int Connection { get; init; }

    /// <summary>Name of the connection when it was made.</summary>
    public required string ConnectionName { get; init; }

    /// <summary>The rule it is about.</summary>
    public required ImportRule Rule { get; init; }

    /// <summary>Configuration version of the connection it was made from.</summary>
    public required long Configuration { get; init; }

    /// <summary>Hash of the plan that was looked at: an import does exactly that, or nothing.</summary>
    public required string Hash { get; init; }

    /// <summary>Who would join: those who come back first, then by name.</summary>
    public required IReadOnlyList<ImportJoiner> Joiners { get; init; }

    /// <summary>Who would leave, those who lose most memberships first.</summary>
    public required IReadOnlyList<ImportLeaver> Leavers { get; init; }

    /// <summary>Users outside the rule who would stay, being in groups here.</summary>
    public required int StayByGroups { get; init; }

    /// <summary>Users who would be suspended for another reason than the rule.</summary>
    public required int OtherSuspensions { get; init; }

    /// <summary>What a person should look at.</summary>
    public required IReadOnlyList<PlanProblem> Problems { get; init; }

    /// <summary>Why it would be held, by guard rail; empty when it would not.</summary>
    public IReadOnlyList<string> Held => Verdict is PlanVerdict.Held(var trips) ? [.. trips.Select(trip => trip.Detail)] : [];
}

/// <summary>Somebody who would become a user, or a user again.</summary>
/// <param name="Key">Object id of who would be new, number of the user who comes back.</param>
/// <param name="Name">UPN, or another name.</param>
/// <param name="DisplayName">Name for people.</param>
/// <param name="IsBack">Whether it is a user who was suspended.</param>
public sealed record ImportJoiner(string Key, string Name, string? DisplayName, bool IsBack);

/// <summary>Somebody who would be suspended because the rule does not cover them.</summary>
/// <param name="User">Number of the user.</param>
/// <param name="Name">UPN, or another name.</param>
/// <param name="DisplayName">Name for people.</param>
/// <param name="Memberships">Groups the person is a member or owner of here.</param>
/// <param name="Evidence">Whether the directory, or a person, said what it rests on.</param>
public sealed record ImportLeaver(int User, string Name, string? DisplayName, int Memberships, Evidence Evidence);
