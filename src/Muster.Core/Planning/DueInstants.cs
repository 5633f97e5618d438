using Muster.Core.Platform;

namespace Muster.Core.Planning;

/// <summary>An instant from which on a plan has something to do although the directory has not changed.</summary>
/// <param name="At">The instant.</param>
/// <param name="Kind">What falls due.</param>
/// <param name="Group">Key of the platform group concerned.</param>
/// <param name="User">Key of the platform user concerned; null for the whole group.</param>
/// <param name="Exception">Number of the exception; null for a pause.</param>
public readonly record struct DueInstant(DateTimeOffset At, DueKind Kind, int Group, int? User, long? Exception);

/// <summary>What falls due.</summary>
public enum DueKind
{
    /// <summary>An exception ends.</summary>
    ExceptionEnds = 0,

    /// <summary>A pause ends, and the group follows the directory again.</summary>
    PauseEnds = 1,
}

/// <summary>Finds what time alone will bring.</summary>
public static class DueInstants
{
    /// <summary>Everything in a state that falls due some day, the earliest first; what is overdue comes with its past instant.</summary>
    public static IReadOnlyList<DueInstant> Of(PlatformState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        var exceptions = state
            .Exceptions.Where(exception => exception.Until is not null)
            .Select(exception => new DueInstant(
                exception.Until!.Value,
                DueKind.ExceptionEnds,
                exception.Group,
                exception.User,
                exception.Id
            ));
        var pauses = state
            .Groups.Where(group => group is { Link: LinkState.Paused, PausedUntil: not null })
            .Select(group => new DueInstant(group.PausedUntil!.Value, DueKind.PauseEnds, group.Key, null, null));
        return
        [
            .. exceptions
                .Concat(pauses)
                .OrderBy(due => due.At)
                .ThenBy(due => due.Kind)
                .ThenBy(due => due.Group)
                .ThenBy(due => due.Exception),
        ];
    }

    /// <summary>What is due at an instant.</summary>
    public static IEnumerable<DueInstant> Of(PlatformState state, DateTimeOffset now) => Of(state).TakeWhile(due => due.At <= now);
}
