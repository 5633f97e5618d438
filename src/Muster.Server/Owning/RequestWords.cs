using Muster.Core.Platform;
using Muster.Server.Accounts;
using Muster.Server.Ui;

namespace Muster.Server.Owning;

/// <summary>Requests of owners for people.</summary>
internal static class RequestWords
{
    /// <summary>How a request stands.</summary>
    /// <param name="T">Texts of the reader.</param>
    /// <param name="state">How it stands.</param>
    /// <param name="run">The run that makes the exception; null before there is one.</param>
    public static string State(Texts T, RequestState state, long? run) =>
        state switch
        {
            RequestState.Taking when run is not null => T["waits for run {0}", run],
            RequestState.Waiting => T["waits"],
            RequestState.Taking => T["being made"],
            RequestState.Taken => T["taken"],
            RequestState.Refused => T["refused"],
            RequestState.Lapsed => T["lapsed"],
            _ => T["taken back"],
        };

    /// <summary>The look of that.</summary>
    public static string Kind(RequestState state, long? run) =>
        state switch
        {
            RequestState.Taking when run is not null => "hold",
            RequestState.Waiting => "hold",
            RequestState.Taking => "run",
            RequestState.Taken => "ok",
            RequestState.Refused => "bad",
            _ => "idle",
        };

    /// <summary>What is asked for.</summary>
    public static string Wish(Texts T, ExceptionKind kind) => kind == ExceptionKind.Include ? T["let in"] : T["keep out"];
}
