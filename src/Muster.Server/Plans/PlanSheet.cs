namespace Muster.Server.Plans;

/// <summary>A plan laid out for reading: by group, the groups that lose most first.</summary>
/// <param name="Sections">All sections in order.</param>
/// <param name="Unchanged">Memberships that stay as they are; null when not known.</param>
public sealed record PlanSheet(IReadOnlyList<PlanSection> Sections, long? Unchanged)
{
    /// <summary>Rows in all.</summary>
    public int Lines { get; } = Sections.Sum(section => section.Lines.Count);

    /// <summary>Everybody it is about, each once.</summary>
    public IReadOnlyCollection<int> People { get; } =
        Sections.SelectMany(section => section.Lines).Select(line => line.User).OfType<int>().ToHashSet();

    /// <summary>Those who are only coming, with the department they come with.</summary>
    public IReadOnlyDictionary<int, string?> Newcomers { get; init; } = new Dictionary<int, string?>();

    /// <summary>The kind of step that the address of a plan names: <c>removals</c>, <c>additions</c> or <c>changes</c>; null for all.</summary>
    public static PlanSign? SignOf(string? kind) =>
        kind switch
        {
            "removals" => PlanSign.Removal,
            "additions" => PlanSign.Addition,
            "changes" => PlanSign.Change,
            _ => null,
        };

    /// <summary>The sections with the rows that fit; sections without any are left out.</summary>
    /// <param name="sign">Only such rows; null for all.</param>
    /// <param name="search">Part of the name of a group or person, without regard to case; null for all.</param>
    /// <param name="people">Only rows about these people; null for all.</param>
    public IReadOnlyList<PlanSection> Find(PlanSign? sign, string? search, IReadOnlySet<int>? people = null)
    {
        var text = string.IsNullOrWhiteSpace(search) ? null : search.Trim();
        if (sign is null && text is null && people is null)
            return Sections;
        bool Says(string? name) => name?.Contains(text!, StringComparison.InvariantCultureIgnoreCase) == true;
        PlanSection Only(PlanSection section)
        {
            var all = text is null || Says(section.Title);
            var lines = section.Lines.Where(line =>
                (sign is null || line.Sign == sign)
                && (all || Says(line.Who) || Says(line.LeaveOut))
                && (people is null || (line.User is { } user && people.Contains(user)))
            );
            // A new section, not a copy: its counts are those of its rows.
            return new PlanSection(section.Id, section.Title, section.Link, section.LeaveOut, [.. lines]);
        }
        return [.. Sections.Select(Only).Where(section => section.Lines.Count > 0)];
    }
}
