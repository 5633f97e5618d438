using System.Text.Json;
using Muster.Engine.Reading;
using Muster.Entra.Pages;

namespace Muster.Entra.Ways;

/// <summary>Rows of a list of members or owners.</summary>
internal sealed class RelatedRows(bool owners) : IRows
{
    /// <summary>The edges, in page order.</summary>
    public List<EdgeChange> Edges { get; } = [];

    /// <summary>Equal for pages with equal rows, and hardly ever for others.</summary>
    public int Fingerprint => Edges.Count == 0 ? 0 : HashCode.Combine(Edges.Count, Edges[0], Edges[^1]);

    public void Read(ref Utf8JsonReader reader) => EdgeRows.ReadEntry(ref reader, owners, Edges);
}
