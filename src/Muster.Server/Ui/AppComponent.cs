using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace Muster.Server.Ui;

/// <summary>What every page and every part of one is. Whatever a press begins is done once: while it goes on, the same press does nothing more, so that whoever presses twice is not told that they overtook themselves.</summary>
/// <remarks>A page answers further events while it waits within one, and a button shows only after the press that it is disabled: neither keeps a second press away. Typing and choosing are not held back. A press that only starts work ends at once; such a part looks itself whether its work goes on.</remarks>
public abstract class AppComponent : ComponentBase, IHandleEvent
{
    private readonly HashSet<EventCallbackWorkItem> _pressed = [];

    /// <inheritdoc />
    async Task IHandleEvent.HandleEventAsync(EventCallbackWorkItem item, object? arg)
    {
        var isPress = arg is MouseEventArgs || arg?.GetType() == typeof(EventArgs);
        if (isPress && !_pressed.Add(item))
            return;
        try
        {
            // From here on as the framework's own components do.
            var work = item.InvokeAsync(arg);
            StateHasChanged();
            if (work.IsCompletedSuccessfully)
                return;
            await work;
            StateHasChanged();
        }
        catch (OperationCanceledException)
        {
            // Nobody waits for it any more: the page was left.
        }
        finally
        {
            if (isPress)
                _pressed.Remove(item);
        }
    }
}
