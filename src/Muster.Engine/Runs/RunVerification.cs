namespace Muster.Engine.Runs;

/// <summary>What reading back showed, after a plan was written: whether what it wrote stands as it says.</summary>
/// <param name="Memberships">Memberships that the plan began or ended.</param>
/// <param name="Differing">Whatever does not stand as planned, of every kind; 0 is well.</param>
public sealed record RunVerification(long Memberships, long Differing)
{
    /// <summary>People whom the plan made or changed; 0 also in runs of before they were read back, as for the kinds that follow.</summary>
    public long People { get; init; }

    /// <summary>Groups that the plan made or changed themselves.</summary>
    public long Groups { get; init; }

    /// <summary>Sub-groups that the plan began or ended.</summary>
    public long SubGroups { get; init; }

    /// <summary>Exceptions that the plan began, moved or ended.</summary>
    public long Exceptions { get; init; }

    /// <summary>Where they differ, for people; the first few.</summary>
    public IReadOnlyList<string> Where { get; init; } = [];

    /// <summary>At most so many places are named.</summary>
    public const int MostNamed = 10;
}
