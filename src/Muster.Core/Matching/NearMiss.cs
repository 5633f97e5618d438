using Muster.Core.DirectoryObjects;

namespace Muster.Core.Matching;

/// <summary>A directory group whose name looks like the one asked for and is not.</summary>
/// <param name="Group">The directory group.</param>
/// <param name="Difference">What differs, in words.</param>
public sealed record NearMiss(DirectoryGroup Group, string Difference)
{
    /// <summary>Name, object id and difference in one line.</summary>
    public override string ToString() => $"'{Group.Name}' ({Group.Id}; {Difference})";
}
