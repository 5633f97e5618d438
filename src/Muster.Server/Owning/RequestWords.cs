using Muster.Core.Platform;
using Muster.Server.Accounts;
using Muster.Server.Ui;

namespace Muster.Server.Owning;

/// <summary>Requests of owners for people.</summary>
internal static class RequestWords
{
    /// <summary>How a request stands.</summary>
    public static string State(Texts T, RequestState state) =>
        state switch
        {
            RequestState.Waiting => T["waits"],
            RequestState.Taking => T["being made"],
            RequestState.Taken => T["taken"],
            RequestState.Refused => T["refused"],
            RequestState.Lapsed => T["lapsed"],
            _ => T["taken back"],
        };

    /// <summary>The look of that.</summary>
    public static string Kind(RequestState state) =>
        state switch
        {
            RequestState.Waiting => "hold",
            RequestState.Taking => "run",
            RequestState.Taken => "ok",
            RequestState.Refused => "bad",
            _ => "idle",
        };

    /// <summary>What is asked for.</summary>
    public static string Wish(Texts T, ExceptionKind kind) => kind == ExceptionKind.Include ? T["let in"] : T["keep out"];
}
