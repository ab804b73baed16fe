using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Clinic.UnitTests.Deployment.Rights;

/// <summary>How many elements an instruction takes from the stack and leaves on it, but for calls (ECMA-335, III).</summary>
internal static class StackSize
{
    public static int Popped(Instruction instruction) => instruction.OpCode.StackBehaviourPop switch
    {
        StackBehaviour.Pop0 => 0,
        StackBehaviour.Pop1 or StackBehaviour.Popi or StackBehaviour.Popref => 1,
        StackBehaviour.Varpop when instruction.Operand is CallSite site => site.Parameters.Count + 1,
        StackBehaviour.Varpop => 0,
        StackBehaviour.PopAll => 0,
        StackBehaviour.Popi_popi_popi or StackBehaviour.Popref_popi_popi or StackBehaviour.Popref_popi_popi8 or StackBehaviour.Popref_popi_popr4
            or StackBehaviour.Popref_popi_popr8 or StackBehaviour.Popref_popi_popref => 3,
        _ => 2,
    };

    public static int Pushed(Instruction instruction) => instruction.OpCode.StackBehaviourPush switch
    {
        StackBehaviour.Push0 or StackBehaviour.Varpush => 0,
        StackBehaviour.Push1_push1 => 2,
        _ => 1,
    };
}
