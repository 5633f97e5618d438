using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Muster.GraphEmulator.ByHand;
using Muster.GraphEmulator.Hosting;
using Muster.GraphEmulator.Page;
using Muster.GraphEmulator.Subscriptions;
using Muster.GraphEmulator.Tenants;

namespace Muster.GraphEmulator.Control;

/// <summary>Answers <c>/_emulator/…</c>: where the tenant stands, and what moves it.</summary>
internal sealed class ControlEndpoint(
    TenantTimeline timeline,
    Func<EmulatorState> state,
    FaultsControl faults,
    QuirksControl quirks,
    AppControl apps,
    NotificationsControl notifications,
    PageControl page
)
{
    public async Task AnswerAsync(HttpContext context, IReadOnlyList<string> path, CancellationToken cancellationToken)
    {
        try
        {
            if (!BrowserGuard.Admits(context.Request))
                throw new ControlException(403, "Forbidden", "A web page from elsewhere may not control the emulator.");
            var document = await AnswerAsync(context.Request, path, cancellationToken);
            await context.Response.WriteAsJsonAsync(document, ControlJson.Options, cancellationToken);
        }
        catch (ControlException problem)
        {
            context.Response.StatusCode = problem.Status;
            await context.Response.WriteAsJsonAsync(
                new { error = new { code = problem.Code, message = problem.Message } },
                ControlJson.Options,
                cancellationToken
            );
        }
    }

    private async Task<object> AnswerAsync(HttpRequest request, IReadOnlyList<string> path, CancellationToken cancellationToken)
    {
        switch (request.Method, path)
        {
            case ("GET", [_, "state"]):
                return state();
            case ("POST", [_, "advance"]):
                Advance(await ReadAsync<AdvanceOrder>(request, cancellationToken), cancellationToken);
                return state();
            case ("POST", [_, "reset"]):
                Move(() => timeline.Reset(cancellationToken));
                return state();
            case ("GET", [_, "faults"]):
                return faults.Show();
            case ("POST", [_, "faults"]):
                return faults.Set(await ReadAsync<FaultOrder>(request, cancellationToken));
            case ("DELETE", [_, "faults"]):
                return faults.Clear();
            case ("GET", [_, "quirks"]):
                return quirks.Show();
            case ("POST", [_, "quirks"]):
                return quirks.Change(await ReadAsync<JsonObject>(request, cancellationToken));
            case ("DELETE", [_, "quirks"]):
                return quirks.Clear();
            case ("GET", [_, "app"]):
                return apps.Show();
            case ("POST", [_, "app"]):
                return apps.Change(await ReadAsync<AppOrder>(request, cancellationToken));
            case ("GET", [_, "notifications"]):
                return notifications.Show();
            case ("POST", [_, "notifications"]):
                return notifications.Carry(await ReadAsync<NotificationOrder>(request, cancellationToken));
            case ("DELETE", [_, "notifications"]):
                return notifications.Clear();
            case ("DELETE", [_, "faults", var number]):
                return faults.Remove(number);
            case var (_, segments) when PageControl.Serves(segments):
                return await page.AnswerAsync(request, segments, () => ReadAsync<ChangeOrder>(request, cancellationToken));
            case (_, [_, "state" or "advance" or "reset" or "quirks" or "app" or "notifications"] or [_, "faults", ..]):
                throw new ControlException(405, "MethodNotAllowed", $"{request.Method} does nothing here.");
            default:
                throw new ControlException(
                    404,
                    "NotFound",
                    "There are /_emulator/state, /_emulator/advance, /_emulator/reset, /_emulator/faults, /_emulator/quirks, /_emulator/app and "
                        + "/_emulator/notifications; /_emulator/objects, /_emulator/changes, /_emulator/log and /_emulator/connection."
                );
        }
    }

    private void Advance(AdvanceOrder order, CancellationToken cancellationToken)
    {
        switch (order)
        {
            case { To: { } to, By: null }:
                Move(() => timeline.AdvanceTo(to, cancellationToken));
                break;
            case { To: null, By: { } by and >= 0 }:
                Move(() => timeline.AdvanceBy(by, cancellationToken));
                break;
            default:
                throw ControlException.Invalid("""Say {"to":SEQ} or {"by":N}, with N not below 0.""");
        }
    }

    private static void Move(Action move)
    {
        try
        {
            move();
        }
        catch (TimelineException problem)
        {
            throw ControlException.Invalid(problem.Message);
        }
        catch (InvalidDataException problem)
        {
            throw ControlException.Invalid(problem.Message);
        }
    }

    private static async Task<T> ReadAsync<T>(HttpRequest request, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            var body = await JsonSerializer.DeserializeAsync<JsonElement>(request.Body, ControlJson.Options, cancellationToken);
            RequestBody.ReadTexts(body);
            return body.Deserialize<T>(ControlJson.Options) ?? throw ControlException.Invalid("The body is empty.");
        }
        catch (JsonException problem)
        {
            throw ControlException.Invalid($"The body does not say what to do: {problem.Message}");
        }
        catch (InvalidOperationException problem)
        {
            throw ControlException.Invalid($"The body holds a text that is none: {problem.Message}");
        }
    }
}
