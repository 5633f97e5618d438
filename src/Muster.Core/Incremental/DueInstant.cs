namespace Muster.Core.Incremental;

/// <summary>An instant from which a plan may come out differently for somebody, although nothing was read and nobody changed anything.</summary>
/// <param name="At">The first instant at which it is different.</param>
/// <param name="Kind">What <paramref name="Key"/> is a key of.</param>
/// <param name="Key">Whom or what to plan for anew.</param>
public readonly record struct DueInstant(DateTimeOffset At, DueKind Kind, int Key);

/// <summary>What a due instant is about. The numbers are stored.</summary>
public enum DueKind
{
    /// <summary>A directory user: a condition of the import rule that looks at the time.</summary>
    DirectoryUser = 0,

    /// <summary>A platform group: a pause that ends.</summary>
    PlatformGroup = 1,

    /// <summary>A platform user: an exception that begins or ends.</summary>
    PlatformUser = 2,
}
