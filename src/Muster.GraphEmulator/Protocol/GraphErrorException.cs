namespace Muster.GraphEmulator.Protocol;

/// <summary>Carries a Graph error from where a request turns out to be wrong to the one place that answers it.</summary>
internal sealed class GraphErrorException(GraphError error) : Exception(error.Message)
{
    public GraphError Error { get; } = error;
}
