using Muster.GraphEmulator.Histories;

namespace Muster.GraphEmulator.Company;

/// <summary>A made-up company and what happens to it on each working day; the same for the same arguments, everywhere.</summary>
/// <remarks>
/// Change set 1 is the company on the morning of the first day. Its operations are made while they are read, so they must be
/// read before the next change set is asked for.
/// </remarks>
public sealed class CompanyHistory : ITenantHistory
{
    /// <summary>People with an account where no number is given, guests included.</summary>
    public const int UsualUsers = 2_000;

    /// <summary>Groups on the first day where no number is given.</summary>
    public const int UsualGroups = 240;

    private readonly int _users;
    private readonly int _groups;
    private readonly long _seed;
    private readonly WorkCalendar _calendar;
    private readonly Lazy<Showcase?> _showcase;

    /// <summary>Prepares a company; nothing is made before it is read.</summary>
    /// <param name="users">Accounts on the first day, guests included; 1 or more.</param>
    /// <param name="groups">Groups on the first day; 1 or more.</param>
    /// <param name="seed">Another seed gives another company.</param>
    /// <param name="start">The first day; 2025-09-01 if not given. Months are counted from it.</param>
    /// <param name="months">How many months its life lasts; 0 to 1,200.</param>
    public CompanyHistory(int users = UsualUsers, int groups = UsualGroups, long seed = 1, DateOnly? start = null, int months = 24)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(users, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(groups, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(months);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(months, 1_200);
        (_users, _groups, _seed) = (users, groups, seed);
        Start = start ?? new(2025, 9, 1);
        _calendar = new(Start, months);
        _showcase = new(() => StoryFinder.Showcase(EnterpriseBuilder.Build(_users, _groups, _seed).Company));
    }

    /// <summary>The first day of the company's life.</summary>
    public DateOnly Start { get; }

    /// <inheritdoc/>
    public string DisplayName => Enterprise.Name;

    /// <inheritdoc/>
    public long? LastSeq => 1 + _calendar.Days.Count;

    /// <summary>For each month of its life, in order, the number of the change set that ends it.</summary>
    public IReadOnlyList<long> MonthEnds => _calendar.MonthEnds;

    /// <summary>Number of the change set that is the last one in force at the end of a day.</summary>
    public long LastOn(DateOnly day) => 1 + _calendar.IndexFrom(day.AddDays(1));

    /// <summary>An example for explaining a membership, or null when the company is too small to have it.</summary>
    public Showcase? Showcase => _showcase.Value;

    /// <inheritdoc/>
    public IEnumerable<ChangeSet> ChangeSets()
    {
        var (company, recruiter) = EnterpriseBuilder.Build(_users, _groups, _seed);
        StoryFinder.Showcase(company);
        yield return new(1, At(Start, 5), company.Creation());
        company.StartRecording();
        var life = new CompanyLife(company, recruiter, _calendar, new(_seed, "life"));
        for (var day = 0; day < _calendar.Days.Count; day++)
        {
            life.Live(day);
            yield return new(day + 2, At(_calendar.Days[day], 17), company.TakeOperations());
        }
    }

    private static DateTimeOffset At(DateOnly day, int hour) => new(day.ToDateTime(new(hour, 0)), TimeSpan.Zero);
}
