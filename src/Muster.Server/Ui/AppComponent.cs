using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace Muster.Server.Ui;

/// <summary>What every page and every part of one is. Whatever a press begins is done once: until its end is shown in the browser, the same press does nothing more, so that whoever presses twice is not told that they overtook themselves.</summary>
/// <remarks>A page answers further events while it waits within one, and a button is shown as disabled, or gone, only some time after the press: neither keeps a second press away. Typing and choosing are not held back.</remarks>
public abstract class AppComponent : ComponentBase, IHandleEvent, IHandleAfterRender
{
    private readonly HashSet<EventCallbackWorkItem> _pressed = [];
    private readonly List<EventCallbackWorkItem> _ended = [];
    private bool _isRendered;

    /// <summary>Opens a dialog of this component. It is given first what it says now, so that nobody sees in it whom or what it was about before.</summary>
    protected Task ShowAsync(Modal dialog)
    {
        StateHasChanged();
        return dialog.OpenAsync();
    }

    /// <inheritdoc />
    async Task IHandleEvent.HandleEventAsync(EventCallbackWorkItem item, object? arg)
    {
        var isPress = arg is MouseEventArgs || arg?.GetType() == typeof(EventArgs);
        if (isPress && !_pressed.Add(item))
            return;
        try
        {
            // As the framework's own components do: what was set before the first wait is shown at once.
            var work = item.InvokeAsync(arg);
            if (!work.IsCompleted)
                StateHasChanged();
            await work;
        }
        catch (OperationCanceledException)
        {
            // Nobody waits for it any more: the page was left.
        }
        finally
        {
            if (isPress)
                _ended.Add(item);
            StateHasChanged();
        }
    }

    /// <summary>The browser has shown everything up to here.</summary>
    Task IHandleAfterRender.OnAfterRenderAsync()
    {
        _pressed.ExceptWith(_ended);
        _ended.Clear();
        var isFirst = !_isRendered;
        _isRendered = true;
        OnAfterRender(isFirst);
        return OnAfterRenderAsync(isFirst);
    }
}
