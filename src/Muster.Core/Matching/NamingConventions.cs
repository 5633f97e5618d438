using Muster.Core.Planning;

namespace Muster.Core.Matching;

/// <summary>The naming conventions of a workspace.</summary>
public static class NamingConventions
{
    /// <summary>Why a name does not meet them; null when it does, or when there are none.</summary>
    /// <param name="name">Name of a group.</param>
    /// <param name="patterns">Patterns of which it must meet one.</param>
    public static PlanProblem? Fault(string name, IReadOnlyCollection<string> patterns)
    {
        ArgumentNullException.ThrowIfNull(patterns);
        return patterns.Count == 0 || NamePattern.ParseAll(patterns).Any(pattern => pattern.Fits(name))
            ? null
            : Problems.OffConvention(name, patterns);
    }
}
