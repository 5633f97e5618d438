using Muster.GraphEmulator.Company;

namespace Muster.GraphEmulator.Quirks;

/// <summary>How lists and single objects are told. A time counts from the first request that meets what it is about.</summary>
public sealed record ListingQuirks
{
    /// <summary>Lists of members and owners leave service principals out (known issue, sheet 3.1 and 11).</summary>
    public bool ServicePrincipalsLeftOut { get; init; }

    /// <summary>How lists show members of groups with hidden membership to an application that may not see them (OBS 3, sheet 11).</summary>
    public HiddenGroups Hidden { get; init; }

    /// <summary>How long a link to the next page of a list can be followed; then 400 <c>Directory_ExpiredPageToken</c> (OBS 5). Zero: <see cref="EmulatorOptions.PageTokenLife"/>.</summary>
    public TimeSpan PageLife { get; init; }

    /// <summary>For how long a link to the next page of a list leads back to the page it is on (OBS 6).</summary>
    public TimeSpan LoopingLinks { get; init; }

    /// <summary>How long a list or object that was asked for before is answered as it was then (sheet 3.4: replication).</summary>
    public TimeSpan StaleReads { get; init; }

    /// <summary>How long a user or group that is new or back answers 404 to reads of it alone (OBS 25).</summary>
    public TimeSpan NewObjectsMissing { get; init; }

    /// <summary><c>displayName eq</c> counts <c>é</c> and <c>e</c> as equal (sheet 11: not documented).</summary>
    public bool NamesFoldAccents { get; init; }

    /// <summary><c>displayName eq</c> counts letters of full and half width as equal (sheet 11).</summary>
    public bool NamesFoldWidth { get; init; }

    /// <summary><c>displayName eq</c> passes over blanks at the end (sheet 3.4 and 11).</summary>
    public bool NamesFoldTrailingSpaces { get; init; }

    /// <summary><c>displayName eq</c> tells upper from lower case, as it does for other services (OBS 8, 32).</summary>
    public bool NamesKeepCase { get; init; }

    /// <summary><c>getByIds</c> asks for no more than reading users or groups does (sheet 11: the wider permission is of an older edition).</summary>
    public bool GetByIdsForReaders { get; init; }

    /// <summary>Draws each behaviour by itself.</summary>
    internal static ListingQuirks Draw(SeededRandom random) =>
        new()
        {
            ServicePrincipalsLeftOut = random.Chance(0.5),
            Hidden = random.Pick(Enum.GetValues<HiddenGroups>()),
            PageLife = random.Chance(0.2) ? TimeSpan.FromMinutes(random.Between(1, 5)) : TimeSpan.Zero,
            LoopingLinks = random.Chance(0.1) ? TimeSpan.FromMinutes(random.Between(1, 90)) : TimeSpan.Zero,
            StaleReads = random.Chance(0.3) ? TimeSpan.FromMinutes(random.Between(1, 30)) : TimeSpan.Zero,
            NewObjectsMissing = random.Chance(0.3) ? TimeSpan.FromMinutes(random.Between(1, 30)) : TimeSpan.Zero,
            NamesFoldAccents = random.Chance(0.3),
            NamesFoldWidth = random.Chance(0.3),
            NamesFoldTrailingSpaces = random.Chance(0.3),
            NamesKeepCase = random.Chance(0.3),
            GetByIdsForReaders = random.Chance(0.5),
        };
}
