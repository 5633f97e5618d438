using Muster.Server.Api.Protocol;

namespace Muster.Server.Api;

/// <summary>Lists that choose something, and choose everything when they are left out.</summary>
internal static class Choices
{
    /// <summary>A list that was sent and has nothing in it is refused: a program that found nothing to choose must not get everything instead.</summary>
    /// <param name="chosen">The list; null when it was left out.</param>
    /// <param name="pointer">Where it stands in the body.</param>
    /// <exception cref="ApiException">It is empty.</exception>
    public static void Demand<T>(IReadOnlyCollection<T>? chosen, string pointer)
    {
        if (chosen is { Count: 0 })
            throw ApiException.Invalid(
                pointer,
                $"'{pointer[1..]}' is empty, which would choose nothing. Name at least one; leave it out if you do not mean to choose by it.",
                "empty"
            );
    }
}
