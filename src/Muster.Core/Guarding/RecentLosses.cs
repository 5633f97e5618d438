namespace Muster.Core.Guarding;

/// <summary>What was taken away within the last 24 hours without a person's approval, so that a loss split over runs is weighed as one (INV-4).</summary>
/// <param name="Stated">Memberships whose end the directory or a person had stated.</param>
/// <param name="Inferred">Memberships that were merely absent.</param>
/// <param name="Groups">The members that single groups lost and did not get back, by key of the platform group.</param>
public sealed record RecentLosses(int Stated, int Inferred, IReadOnlyDictionary<int, RecentGroupLoss> Groups)
{
    /// <summary>Nothing was taken away.</summary>
    public static readonly RecentLosses None = new(0, 0, new Dictionary<int, RecentGroupLoss>());

    /// <summary>What a group lost.</summary>
    public RecentGroupLoss Of(int group) => Groups.GetValueOrDefault(group);
}

/// <summary>Members one group lost.</summary>
/// <param name="Stated">As stated by the directory or a person.</param>
/// <param name="Inferred">Merely absent from a full read.</param>
public readonly record struct RecentGroupLoss(int Stated, int Inferred);

/// <summary>What guard rails weigh beside the plan.</summary>
public sealed record GuardContext
{
    /// <summary>Nothing happened lately, and nobody is protected.</summary>
    public static readonly GuardContext None = new();

    /// <summary>What the last 24 hours took away.</summary>
    public RecentLosses Recent { get; init; } = RecentLosses.None;

    /// <summary>Names of protected groups; groups whose own settings protect them are protected without being named.</summary>
    public IReadOnlySet<string> ProtectedGroups { get; init; } = new HashSet<string>();

    /// <summary>Keys of platform users whom no plan removes or suspends.</summary>
    public IReadOnlySet<int> ProtectedUsers { get; init; } = new HashSet<int>();
}
