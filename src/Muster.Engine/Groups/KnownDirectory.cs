using Muster.Core.Matching;
using Muster.Core.Planning;
using Muster.Core.Platform;

namespace Muster.Engine.Groups;

/// <summary>The directory's groups as they were last read, compared with those here.</summary>
/// <param name="Discovery">How each of them stands.</param>
/// <param name="NamePatterns">Naming conventions of the workspace; none when every name will do.</param>
public sealed record KnownDirectory(GroupDiscovery Discovery, IReadOnlyCollection<string> NamePatterns)
{
    /// <summary>Why a directory group cannot simply be created here; null when it can, or already follows.</summary>
    public PlanProblem? Obstacle(DiscoveredGroup found)
    {
        ArgumentNullException.ThrowIfNull(found);
        return Discovery.Obstacle(found)
            ?? (
                found.State != DiscoveryState.Available ? null
                : GroupName.Fault(found.Source.Name) is { } fault ? Problems.UnusableName(found.Source.Id, fault)
                : OffConvention(found.Source.Name)
            );
    }

    /// <summary>Why a name does not meet the naming conventions; null when it does.</summary>
    public PlanProblem? OffConvention(string name) => NamingConventions.Fault(name, NamePatterns);
}
