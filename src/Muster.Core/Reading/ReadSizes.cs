namespace Muster.Core.Reading;

/// <summary>What the cost of a way to read groups depends on.</summary>
/// <param name="Groups">Groups in the directory.</param>
/// <param name="Edges">Members and owners of all of them.</param>
/// <param name="Wanted">Groups that are followed, the ones nested in them included.</param>
/// <param name="WantedEdges">Members and owners of those.</param>
public sealed record ReadSizes(int Groups, long Edges, int Wanted, long WantedEdges);
