using Muster.Engine.Nodes;
using Muster.Server.Ui;
using Muster.Server.Wording;

namespace Muster.Server.Nodes;

/// <summary>Processes that serve, in words.</summary>
internal static class NodeWords
{
    /// <summary>"process #4711 on alpha".</summary>
    public static string Name(Texts T, NodeIdentity node) =>
        T["process #{0} on {1}", node.Process.ToString(System.Globalization.CultureInfo.InvariantCulture), SafeText.Of(node.Machine)];

    /// <summary>The colour of a state.</summary>
    public static string Kind(NodeState state) =>
        state switch
        {
            NodeState.Serving => "ok",
            NodeState.Draining => "hold",
            _ => "bad",
        };

    /// <summary>The word of a state.</summary>
    public static string Word(Texts T, NodeState state) =>
        state switch
        {
            NodeState.Serving => T["serving"],
            NodeState.Draining => T["draining"],
            _ => T["lost"],
        };

    /// <summary>What becomes of a connection whose time has come.</summary>
    public static string Of(Texts T, QueuedConnection queued) =>
        queued.Holder is not { } holder ? T["waits for a process with room for it"]
        : queued.IsLeft ? T["left by {0}, which has ended or stands still", T.Told(holder)]
        : T["carried out by {0}", T.Told(holder)];
}
