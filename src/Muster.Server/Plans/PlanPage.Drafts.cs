namespace Muster.Server.Plans;

/// <summary>What was typed for a decision, kept while the person proves on another page who they are.</summary>
public sealed partial class PlanPage
{
    private bool _isGivenBack;

    private string Applying => $"plan/{Id}/apply";

    private string Discarding => $"plan/{Id}/discard";

    /// <summary>The dialogs are there only once the plan is.</summary>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_isGivenBack || _apply is null || _caller is not { } caller)
            return;
        _isGivenBack = true;
        if (_view?.Plan.Waits != true)
            return;
        if (Drafts.Take<ApplyDraft>(caller.Account, Applying) is { } applying)
            await _apply.ShowAsync(applying);
        else if (Drafts.Take<string>(caller.Account, Discarding) is { } reason)
            await _discard!.ShowAsync(reason);
    }

    private void Keep(string form, object typed) => Drafts.Keep(_caller!.Account, form, typed);
}
